#pragma once

#include <type_traits>

#include "emulator/kernel_arguments.hpp"

// Words in L1 of the own core. Of access from here, only storing whole words is implemented.
template <typename T>
class CoreLocalMem {
    static_assert(std::is_same<typename std::remove_volatile<T>::type, uint32_t>::value, "words of 32 bits");

public:
    class Word {
    public:
        explicit Word(uint32_t address) : address_(address) {}
        void operator=(uint32_t value) const { emulator::device::store_word(address_, value); }

    private:
        uint32_t address_;
    };

    CoreLocalMem(uint32_t address, emulator::Caller caller = emulator::Caller::here())
        : address_(address), caller_(caller) {}

    // Where a transaction of a Noc begins or ends in it.
    struct Place {
        uint32_t offset_bytes = 0;
    };
    uint32_t get_address() const { return address_; }

    Word operator[](uint32_t index) const {
        caller_.enter();
        return Word(address_ + index * static_cast<uint32_t>(sizeof(uint32_t)));
    }

private:
    uint32_t address_;
    emulator::Caller caller_;
};
