#include <cstdint>

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// The outputs of a core, stick by stick, by their positions in a plane.
template <typename Shared>
class OutputSticks {
public:
    OutputSticks(const Shared& shared, uint32_t first_row, uint32_t first_column) :
        shared_(shared), row_(first_row), column_(first_column), position_(first_column * shared.stride_width) {}

    uint32_t position() const { return position_; }

    void next() {
        if (++column_ < shared_.output_width) {
            position_ += shared_.stride_width;
            return;
        }
        column_ = 0;
        row_start_ += shared_.pitch;
        if (++row_ == shared_.output_height) {
            row_ = 0;
            row_start_ += shared_.image_sticks - shared_.output_height * shared_.pitch;
        }
        position_ = row_start_;
    }

private:
    const Shared& shared_;
    uint32_t row_;
    uint32_t column_;
    uint32_t position_;
    uint32_t row_start_ = 0;
};

}  // namespace

// Copies the outputs among the results of each plane to their places in the sticks of the output shard.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    constexpr uint32_t plane_stick_bytes = kPlaneChannels * kDatumBytes;
    cb_reserve_back(cb::output, shared.output_shard_sticks);
    uint32_t plane_addr = get_write_ptr(cb::output);
    for (uint32_t plane = 0; plane < shared.planes; ++plane, plane_addr += plane_stick_bytes) {
        OutputSticks sticks(shared, args.first_output_row, args.first_output_column);
        uint32_t to = plane_addr;
        uint32_t outputs_left = args.num_outputs;
        for (uint32_t first_tile = 0; first_tile < args.plane_tiles; first_tile += shared.section_tiles) {
            const uint32_t first_position = first_tile * kStripSticks;
            const uint32_t end_position = first_position + shared.section_tiles * kStripSticks;
            cb_wait_front(cb::linear, shared.section_tiles);
            const uint64_t section = get_noc_addr(get_read_ptr(cb::linear));
            for (; outputs_left > 0 && sticks.position() < end_position; --outputs_left, sticks.next()) {
                noc_async_read(section + (sticks.position() - first_position) * plane_stick_bytes, to, plane_stick_bytes);
                to += shared.stick_bytes;
            }
            noc_async_read_barrier();
            cb_pop_front(cb::linear, shared.section_tiles);
        }
    }
    cb_push_back(cb::output, shared.output_shard_sticks);
}
