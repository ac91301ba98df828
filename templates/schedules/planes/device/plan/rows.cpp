#include "rows.hpp"

#include <algorithm>

namespace ttnn::operations::experimental::depthwise_conv2d {

uint32_t reach_rows(const Conv2d& conv, const Geometry& geometry) {
    return (div_up(conv.kernel_height, geometry.phases) - 1) * (geometry.tap_step / geometry.pitch);
}

uint32_t first_of_row(const Geometry& geometry, uint32_t output) { return output - output % geometry.output_width; }

uint32_t position_of(const Geometry& geometry, const Conv2d& conv, uint32_t output) {
    const uint32_t row = output / geometry.output_width;
    return row / geometry.output_height * geometry.image_sticks + row % geometry.output_height * geometry.pitch +
           output % geometry.output_width * conv.stride_width;
}

uint32_t count_positions(const Geometry& geometry, const Conv2d& conv, const OutputSpan& span) {
    if (span.count == 0) {
        return 0;
    }
    return position_of(geometry, conv, span.first + span.count - 1) -
           position_of(geometry, conv, first_of_row(geometry, span.first)) + 1;
}

std::vector<InputRow> input_rows(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span) {
    std::vector<InputRow> rows;
    if (span.count == 0) {
        return rows;
    }
    const uint32_t first_row = span.first / geometry.output_width;
    const uint32_t image_rows = geometry.image_sticks / geometry.pitch;
    const uint32_t plane_rows =
        div_up(count_positions(geometry, conv, span), geometry.pitch) + reach_rows(conv, geometry);
    const uint32_t columns =
        std::min(conv.input_width, geometry.pitch - std::min(conv.pad_left, geometry.pitch));
    for (uint32_t phase = 0; phase < geometry.phases; ++phase) {
        for (uint32_t plane_row = 0; plane_row < plane_rows; ++plane_row) {
            const uint32_t row_of_images = first_row % geometry.output_height + plane_row;
            const uint32_t image = first_row / geometry.output_height + row_of_images / image_rows;
            const uint32_t padded_row =
                row_of_images % image_rows * conv.stride_height + phase * conv.dilation_height;
            const uint32_t row = padded_row - conv.pad_top;  // wraps around to a large number in the padding above
            if (image >= conv.batch || row >= conv.input_height) {
                continue;
            }
            rows.push_back({
                .phase = phase,
                .first = (image * conv.input_height + row) * conv.input_width,
                .count = columns,
                .place = phase * geometry.phase_sticks + plane_row * geometry.pitch + conv.pad_left,
            });
        }
    }
    return rows;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
