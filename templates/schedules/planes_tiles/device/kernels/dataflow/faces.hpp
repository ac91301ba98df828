#pragma once

#include <cstdint>

#include "../../plan/numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Where the faces of a plane begin in a shard of tiles, from those of the first plane on: a tile has two columns of them.
inline uint32_t face_column_offset(uint32_t plane) {
    constexpr uint32_t face_columns = kTileSide / kFaceSide;
    constexpr uint32_t face_bytes = kFaceSide * kFaceSide * kDatumBytes;
    constexpr uint32_t tile_bytes = kTileDatums * kDatumBytes;
    return plane / face_columns * tile_bytes + plane % face_columns * face_bytes;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
