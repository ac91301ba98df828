#pragma once

#include "ttnn/tensor/tensor_spec.hpp"

namespace tt::tt_metal {

class MeshTensor {
public:
    MeshTensor(const MeshTensor&) = delete;
};

}  // namespace tt::tt_metal
