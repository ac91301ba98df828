#pragma once

#include <cstdint>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// Columns of tiles that kernels convert: the input's to bfloat16 before planes are gathered, the output's from it.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Rows of tiles of the input.
struct TileRows {
    uint32_t first;
    uint32_t end;

    uint32_t count() const { return end > first ? end - first : 0; }
};

// The tiles of a column that a core needs: they lie below each other in the tensor.
struct NeededTiles {
    TileRows above;  // of neighbours
    TileRows own;
    TileRows below;  // of neighbours

    uint32_t first() const;
    uint32_t halo() const { return above.count() + below.count(); }
    uint32_t count() const { return halo() + own.count(); }
};

NeededTiles needed_tiles(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard);

// What belongs to conversions in a geometry, and in the work of a core; zeros where tensors are bfloat16.
void plan_conversions(const Conv2d& conv, Geometry& geometry);
void plan_conversions(const Conv2d& conv, const Geometry& geometry, Work& work);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
