#pragma once

namespace tt::tt_metal {

// Copied byte for byte; what it holds outlives the copy.
class TensorSpec {
    alignas(8) char bytes_[152];
};

}  // namespace tt::tt_metal

namespace ttnn {

using TensorSpec = tt::tt_metal::TensorSpec;
class Shape;

}  // namespace ttnn
