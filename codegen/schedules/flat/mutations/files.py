"""The files of this schedule that mutations break, in the operation's folder."""

from __future__ import annotations

READER = "device/kernels/dataflow/reader_depthwise_conv2d.cpp"
WRITER = "device/kernels/dataflow/writer_depthwise_conv2d.cpp"
COMPUTE = "device/kernels/compute/compute_depthwise_conv2d.cpp"
BLOCK_MULTIPLY = "device/kernels/compute/block_multiply.hpp"
OUTPUT_ROWS = "device/kernels/output_rows.hpp"
GEOMETRY = "device/plan/geometry.cpp"
