#include "shards.hpp"

#include <array>

#include <tt-metalium/host_buffer.hpp>
#include <tt_stl/assert.hpp>

#include "ttnn/types.hpp"

#include "release.hpp"

namespace ttnn::operations::experimental::depthwise_common {

namespace {

tt::tt_metal::Layout to_layout(const ShardUnit& unit) {
    return unit.is_tile ? tt::tt_metal::Layout::TILE : tt::tt_metal::Layout::ROW_MAJOR;
}

ttnn::Shape input_shape(const Variant& variant, const Conv2d& conv, const SharedGeometry& geometry) {
    if (!variant.shard_unit.has_halo) {
        return ttnn::Shape({1, 1, conv.batch * conv.input_height * conv.input_width, conv.channels});
    }
    return ttnn::Shape(
        {1,
         1,
         geometry.stick_shards * geometry.input_shard_sticks,
         geometry.channel_shards * geometry.shard_channels});
}

tt::tt_metal::DataType to_data_type(NumberFormat format) {
    switch (format) {
        case NumberFormat::bfloat16: break;
        case NumberFormat::float32: return tt::tt_metal::DataType::FLOAT32;
        case NumberFormat::bfloat8_b: return tt::tt_metal::DataType::BFLOAT8_B;
    }
    return tt::tt_metal::DataType::BFLOAT16;
}

// In the L1 of `cores`, one shard on each.
ttnn::TensorSpec sharded_spec(
    const Variant& variant,
    NumberFormat format,
    const tt::tt_metal::CoreRangeSet& cores,
    const SharedGeometry& geometry,
    uint32_t shard_sticks,
    const ttnn::Shape& shape) {
    const tt::tt_metal::ShardSpec shards(
        cores,
        std::array<uint32_t, 2>{shard_sticks, geometry.shard_channels},
        to_orientation(variant.shard_orientation));
    const tt::tt_metal::MemoryConfig memory(
        to_memory_layout(variant.memory_layout), tt::tt_metal::BufferType::L1, shards);
    const tt::tt_metal::TensorLayout layout(
        to_data_type(format), tt::tt_metal::PageConfig(to_layout(variant.shard_unit)), memory);
    return ttnn::TensorSpec(shape, layout);
}

}  // namespace

Core to_core(const tt::tt_metal::CoreCoord& coord) {
    return Core{static_cast<uint32_t>(coord.x), static_cast<uint32_t>(coord.y)};
}

std::vector<CoreRange> to_grid(const tt::tt_metal::CoreRangeSet& cores) {
    std::vector<CoreRange> grid;
    for (const auto& range : cores.ranges()) {
        grid.push_back(CoreRange{to_core(range.start_coord), to_core(range.end_coord)});
    }
    return grid;
}

tt::tt_metal::TensorMemoryLayout to_memory_layout(MemoryLayout layout) {
    switch (layout) {
        case MemoryLayout::HEIGHT_SHARDED: return tt::tt_metal::TensorMemoryLayout::HEIGHT_SHARDED;
        case MemoryLayout::WIDTH_SHARDED: return tt::tt_metal::TensorMemoryLayout::WIDTH_SHARDED;
        case MemoryLayout::BLOCK_SHARDED: break;
    }
    return tt::tt_metal::TensorMemoryLayout::BLOCK_SHARDED;
}

tt::tt_metal::ShardOrientation to_orientation(ShardOrientation orientation) {
    return orientation == ShardOrientation::ROW_MAJOR ? tt::tt_metal::ShardOrientation::ROW_MAJOR
                                                      : tt::tt_metal::ShardOrientation::COL_MAJOR;
}

tt::DataFormat to_data_format(NumberFormat format) {
    switch (format) {
        case NumberFormat::bfloat16: break;
        case NumberFormat::float32: return tt::DataFormat::Float32;
        case NumberFormat::bfloat8_b: return tt::DataFormat::Bfp8_b;
    }
    return tt::DataFormat::Float16_b;
}

NumberFormat to_number_format(tt::tt_metal::DataType type) {
    switch (type) {
        case tt::tt_metal::DataType::BFLOAT16: return NumberFormat::bfloat16;
        case tt::tt_metal::DataType::FLOAT32: return NumberFormat::float32;
        case tt::tt_metal::DataType::BFLOAT8_B: return NumberFormat::bfloat8_b;
        default: TT_THROW("no kernel knows numbers of type {}", type);
    }
}

std::string to_names(std::initializer_list<const Variant*> variants) {
    std::string names;
    for (const Variant* one : variants) {
        names += names.empty() ? "" : ", ";
        names += kMemoryLayoutNames[static_cast<uint32_t>(one->memory_layout)];
        names += one->has_bias_tensor ? " with a bias tensor" : "";
    }
    return names;
}

void check_tensor(const ttnn::Tensor& tensor, const char* name, const ttnn::Shape& shape, NumberFormat format) {
    TT_FATAL(tensor.logical_shape() == shape, "{} has shape {}, wanted {}", name, tensor.logical_shape(), shape);
    const auto wanted = to_data_type(format);
    TT_FATAL(tensor.dtype() == wanted, "{} has type {}, wanted {}", name, tensor.dtype(), wanted);
}

void check_on_host(const ttnn::Tensor& tensor, const char* name, const ttnn::Shape& shape) {
    TT_FATAL(
        tensor.storage_type() == ttnn::StorageType::HOST,
        "{} has storage type {}, wanted HOST",
        name,
        tensor.storage_type());
    check_tensor(tensor, name, shape);
}

void check_on_device(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    tt::tt_metal::Layout layout,
    tt::tt_metal::BufferType memory,
    NumberFormat format) {
    TT_FATAL(
        tensor.storage_type() == ttnn::StorageType::DEVICE,
        "{} has storage type {}, wanted DEVICE",
        name,
        tensor.storage_type());
    TT_FATAL(tensor.buffer() != nullptr, "{} has no buffer, wanted one on a device", name);
    check_tensor(tensor, name, shape, format);
    TT_FATAL(tensor.layout() == layout, "{} has layout {}, wanted {}", name, tensor.layout(), layout);
    const auto buffer_type = tensor.memory_config().buffer_type();
    TT_FATAL(buffer_type == memory, "{} is in {}, wanted {}", name, buffer_type, memory);
}

void check_in_dram(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    tt::tt_metal::Layout layout,
    const ttnn::Tensor& input) {
    check_on_device(tensor, name, shape, layout, tt::tt_metal::BufferType::DRAM);
    const auto memory_layout = tensor.memory_config().memory_layout();
    TT_FATAL(
        memory_layout == tt::tt_metal::TensorMemoryLayout::INTERLEAVED,
        "{} has memory layout {}, wanted INTERLEAVED",
        name,
        memory_layout);
    TT_FATAL(
        tensor.device() == input.device(),
        "{} is on device {}, the input tensor on device {}",
        name,
        tensor.device()->id(),
        input.device()->id());
}

std::vector<bfloat16> numbers_for(const ttnn::Tensor& tensor, const Device& device) {
    const auto numbers = tensor.host_storage().buffer().get_shard(device);
    TT_FATAL(numbers.has_value(), "a host tensor has nothing for device {} of the mesh", device);
    return ttnn::Tensor(*numbers, tensor.tensor_spec()).to_vector<bfloat16>();
}

ttnn::Tensor prepare_for_each_device(
    const ttnn::Tensor& tensor,
    const ttnn::TensorSpec& spec,
    const std::function<std::vector<bfloat16>(const Device&)>& prepare) {
    auto numbers = tensor.host_storage().buffer();
    const std::vector<Device> devices(numbers.shard_coords().begin(), numbers.shard_coords().end());
    numbers.emplace_shards(
        devices, [&](const Device& device) { return tt::tt_metal::HostBuffer(prepare(device)); });
    return host_tensor(numbers, spec, tensor.tensor_topology());
}

void check_formats(const Variant& variant, const Conv2d& conv) {
    for (const uint32_t format : {conv.input_format, conv.output_format}) {
        const auto type = to_data_type(static_cast<NumberFormat>(format));
        const bool is_taken = type == tt::tt_metal::DataType::BFLOAT16 ||
                              (variant.shard_unit.converts && type == tt::tt_metal::DataType::BFLOAT8_B);
        TT_FATAL(
            is_taken,
            "input and output of {} cannot be {}, wanted BFLOAT16{}",
            variant.operation,
            type,
            variant.shard_unit.converts ? " or BFLOAT8_B" : "");
    }
}

void check_input(
    const ttnn::Tensor& input, const Variant& variant, const Conv2d& conv, const SharedGeometry& geometry) {
    check_on_device(
        input,
        "the input tensor",
        input_shape(variant, conv, geometry),
        to_layout(variant.shard_unit),
        tt::tt_metal::BufferType::L1,
        static_cast<NumberFormat>(conv.input_format));
    const auto& shape = input.shard_spec()->shape;
    TT_FATAL(
        shape[0] == geometry.input_shard_sticks && shape[1] == geometry.shard_channels,
        "a shard of the input tensor is [{}, {}], wanted [{}, {}]",
        shape[0],
        shape[1],
        geometry.input_shard_sticks,
        geometry.shard_channels);
}

void check_orientation(const ttnn::Tensor& input, const Variant& variant) {
    TT_FATAL(input.shard_spec().has_value(), "the input tensor has no shard spec, wanted one for its memory layout");
    const auto orientation = input.shard_spec()->orientation;
    const auto wanted = to_orientation(variant.shard_orientation);
    TT_FATAL(orientation == wanted, "the input tensor has shard orientation {}, wanted {}", orientation, wanted);
}

ttnn::TensorSpec input_spec(
    const Variant& variant, const tt::tt_metal::CoreRangeSet& cores, const Conv2d& conv, const SharedGeometry& geometry) {
    const ttnn::Shape shape = input_shape(variant, conv, geometry);
    const auto format = static_cast<NumberFormat>(conv.input_format);
    return sharded_spec(variant, format, cores, geometry, geometry.input_shard_sticks, shape);
}

ttnn::TensorSpec output_spec(
    const Variant& variant, const tt::tt_metal::CoreRangeSet& cores, const Conv2d& conv, const SharedGeometry& geometry) {
    const ttnn::Shape shape({1, 1, geometry.output_sticks, conv.channels});
    const auto format = static_cast<NumberFormat>(conv.output_format);
    return sharded_spec(variant, format, cores, geometry, geometry.output_shard_sticks, shape);
}

}  // namespace ttnn::operations::experimental::depthwise_common
