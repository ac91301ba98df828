#pragma once

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// How sticks of tiles become planes, and results become sticks of tiles again: what belongs to that in a geometry, and in
// the work of a core.
namespace ttnn::operations::experimental::depthwise_conv2d {

void plan_transport(const Conv2d& conv, bool fp32_dest_acc, Geometry& geometry);
void plan_transport(const Conv2d& conv, const Geometry& geometry, Work& work);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
