#pragma once

#include <cstdint>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// The tiles of the input that a core unpacks: its own, and those of its neighbours.
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

// What the work of a core says of them.
void count_tiles(const NeededTiles& needed, const Geometry& geometry, Work& work);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
