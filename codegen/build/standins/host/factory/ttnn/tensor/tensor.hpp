#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/experimental/tensor/mesh_tensor.hpp>

#include "ttnn/tensor/tensor_spec.hpp"

// Names that the emitted headers declare functions with, and of a tensor what the program factory asks.
namespace tt::tt_metal {

class Buffer;
class DistributedHostBuffer;
class TensorTopology;
enum class BufferType;
enum class DataType;
enum class Layout;
enum class ShardOrientation;
enum class TensorMemoryLayout;

struct ShardSpec {
    CoreRangeSet grid;
};
inline std::optional<ShardSpec> shards_of_the_input;  // the driver says them

class HostTensor {
public:
    HostTensor(const DistributedHostBuffer&, const TensorSpec&, const TensorTopology&);
};

namespace distributed {
class MeshCoordinate;
}

}  // namespace tt::tt_metal

class bfloat16;

namespace ttnn {

class Tensor {
public:
    Tensor() = default;
    Tensor(const tt::tt_metal::HostTensor&);

    tt::tt_metal::Buffer* buffer() const;
    const TensorSpec& tensor_spec() const;
    const tt::tt_metal::MeshTensor& mesh_tensor() const&;
    const std::optional<tt::tt_metal::ShardSpec>& shard_spec() const { return tt::tt_metal::shards_of_the_input; }

private:
    std::int64_t id_ = -1;
    std::shared_ptr<void> attributes_;  // the tensors of a copy share them
};

}  // namespace ttnn
