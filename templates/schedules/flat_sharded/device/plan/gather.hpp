#pragma once

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// How the padded input of a core is gathered out of the shards of a plain tensor: by image rows.
namespace ttnn::operations::experimental::depthwise_conv2d {

// What belongs to the gathering in a geometry, whose input shard is the padded input until then, and in the work of a core.
void plan_gathering(const Conv2d& conv, const ShardUnit& unit, Geometry& geometry);
void plan_gathering(const Conv2d& conv, const Geometry& geometry, Work& work);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
