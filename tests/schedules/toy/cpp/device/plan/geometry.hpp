#pragma once

#include <cstdint>

#include "numbers.hpp"

// The arithmetic of the toy schedule.
namespace ttnn::operations::experimental::depthwise_conv2d {

// The numbers that all cores share.
Geometry plan_geometry(const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, bool fp32_dest_acc);

// What the core with these shards computes.
Work plan_work(const Conv2d& conv, const Geometry& geometry, uint32_t channel_shard, uint32_t stick_shard);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
