#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "memory.hpp"
#include "watch.hpp"

namespace emulator {

// One interleaved tensor: page i lies in bank i modulo the number of banks.
class Dram {
public:
    Dram(uint64_t address, uint32_t page_bytes, uint32_t alignment, uint32_t num_banks, std::span<const uint8_t> tensor)
        : address_(address), stride_((page_bytes + alignment - 1) / alignment * alignment) {
        const uint64_t num_pages = tensor.size() / page_bytes;
        const uint64_t pages_per_bank = (num_pages + num_banks - 1) / num_banks;
        for (uint32_t bank = 0; bank < num_banks; ++bank) {
            banks_.push_back(
                std::make_unique<Memory>(text("DRAM bank ", bank), address, address + pages_per_bank * stride_));
        }
        for (uint64_t page = 0; page < num_pages; ++page) {
            Memory& bank = *banks_[page % num_banks];
            const uint64_t place = address + page / num_banks * stride_;
            bank.allocate(text("page ", page), place, page_bytes);
            watch::written_by_host(bank, place, page_bytes);
            std::memcpy(bank.write(place, page_bytes), tensor.data() + page * page_bytes, page_bytes);
        }
    }

    uint32_t num_banks() const { return static_cast<uint32_t>(banks_.size()); }
    Memory& bank(uint32_t index) { return *banks_.at(index); }

private:
    uint64_t address_;
    uint64_t stride_;
    std::vector<std::unique_ptr<Memory>> banks_;
};

}  // namespace emulator
