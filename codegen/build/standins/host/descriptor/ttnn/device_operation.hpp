#pragma once

namespace ttnn::device_operation {

template <typename Operation>
typename Operation::tensor_return_value_t launch(
    const typename Operation::operation_attributes_t&, const typename Operation::tensor_args_t&);

}  // namespace ttnn::device_operation
