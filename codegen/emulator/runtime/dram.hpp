#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "memory.hpp"
#include "watch.hpp"

namespace emulator {

// An interleaved tensor: page i lies in bank i modulo the number of banks.
struct DramTensor {
    std::string name;
    uint64_t address;
    uint32_t page_bytes;
    std::span<const uint8_t> bytes;
};

class Dram {
public:
    Dram(uint32_t alignment, uint32_t num_banks, std::span<const DramTensor> tensors) {
        uint64_t begin = ~uint64_t{0};
        uint64_t end = 0;
        for (const DramTensor& tensor : tensors) {
            const uint64_t pages_per_bank = (num_pages(tensor) + num_banks - 1) / num_banks;
            begin = std::min(begin, tensor.address);
            end = std::max(end, tensor.address + pages_per_bank * stride(tensor, alignment));
        }
        for (uint32_t bank = 0; bank < num_banks; ++bank) {
            banks_.push_back(std::make_unique<Memory>(text("DRAM bank ", bank), begin, end));
        }
        for (const DramTensor& tensor : tensors) {
            store(tensor, stride(tensor, alignment));
        }
    }

    uint32_t num_banks() const { return static_cast<uint32_t>(banks_.size()); }
    Memory& bank(uint32_t index) { return *banks_.at(index); }

private:
    static uint64_t num_pages(const DramTensor& tensor) { return tensor.bytes.size() / tensor.page_bytes; }

    static uint64_t stride(const DramTensor& tensor, uint32_t alignment) {
        return (tensor.page_bytes + alignment - 1) / alignment * alignment;
    }

    void store(const DramTensor& tensor, uint64_t stride) {
        for (uint64_t page = 0; page < num_pages(tensor); ++page) {
            Memory& bank = *banks_[page % banks_.size()];
            const uint64_t place = tensor.address + page / banks_.size() * stride;
            bank.allocate(text("page ", page, tensor.name), place, tensor.page_bytes);
            watch::written_by_host(bank, place, tensor.page_bytes);
            std::memcpy(bank.write(place, tensor.page_bytes), &tensor.bytes[page * tensor.page_bytes], tensor.page_bytes);
        }
    }

    std::vector<std::unique_ptr<Memory>> banks_;
};

}  // namespace emulator
