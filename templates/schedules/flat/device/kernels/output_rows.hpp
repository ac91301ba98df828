#pragma once

#include <algorithm>
#include <cstdint>

// The outputs of a core, row by row.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Outputs of one row: a core may start and end in the middle of a row.
struct OutputRow {
    uint32_t position;      // linear position of the first of them [sticks]
    uint32_t first_output;  // the first of them, from the core's first output on [sticks]
    uint32_t num_outputs;   // [sticks]
};

// The same on every core.
struct RowSteps {
    uint32_t output_height;      // output rows of an image
    uint32_t output_width;       // outputs of a row
    uint32_t stride_width;       // linear positions from an output to the next
    uint32_t next_row_sticks;    // linear positions from an output row to the next
    uint32_t next_image_sticks;  // the same from the last row of an image to the next image
};

class OutputRows {
public:
    OutputRows(const RowSteps& steps, uint32_t first_row, uint32_t first_column, uint32_t num_outputs) :
        steps_(steps), row_(first_row), column_(first_column), outputs_left_(num_outputs) {}

    bool any_left() const { return outputs_left_ > 0; }

    // Whether so many rows come next that are whole, and follow each other in one image.
    bool whole(uint32_t num_rows) const {
        return column_ == 0 && row_ + num_rows <= steps_.output_height &&
               outputs_left_ >= num_rows * steps_.output_width;
    }

    // Passes over rows of which that holds. Returns the first of them.
    OutputRow pass(uint32_t num_rows) {
        const OutputRow row{position_, output_, steps_.output_width};
        output_ += num_rows * steps_.output_width;
        outputs_left_ -= num_rows * steps_.output_width;
        row_ += num_rows;
        position_ += num_rows * steps_.next_row_sticks;
        if (row_ == steps_.output_height) {
            row_ = 0;
            position_ += steps_.next_image_sticks - steps_.next_row_sticks;
        }
        return row;
    }

    OutputRow next() {
        const OutputRow row{position_, output_, std::min(outputs_left_, steps_.output_width - column_)};
        output_ += row.num_outputs;
        outputs_left_ -= row.num_outputs;
        const bool image_ends = ++row_ == steps_.output_height;
        const uint32_t next_row = image_ends ? steps_.next_image_sticks : steps_.next_row_sticks;
        position_ += next_row - column_ * steps_.stride_width;
        row_ = image_ends ? 0 : row_;
        column_ = 0;
        return row;
    }

private:
    const RowSteps& steps_;
    uint32_t row_;
    uint32_t column_;
    uint32_t outputs_left_;
    uint32_t output_ = 0;
    uint32_t position_ = 0;
};

}  // namespace ttnn::operations::experimental::depthwise_conv2d
