#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <new>
#include <utility>

namespace ttdw {

// A vector with room for a few elements in itself: in the layout of LLVM's SmallVector, which ttnn 0.81.1 has in its
// structs, and grown as that one is: by malloc, so that either side may free what the other one has grown.
template <typename T, uint32_t room>
class InlineVector {
public:
    InlineVector() = default;
    InlineVector(std::initializer_list<T> elements) {
        for (const T& element : elements) {
            push_back(element);
        }
    }
    InlineVector(const InlineVector& other) { copy(other); }
    InlineVector(InlineVector&& other) { move(other); }
    InlineVector& operator=(const InlineVector& other) {
        if (this != &other) {
            clear();
            copy(other);
        }
        return *this;
    }
    InlineVector& operator=(InlineVector&& other) {
        if (this != &other) {
            clear();
            move(other);
        }
        return *this;
    }
    ~InlineVector() {
        clear();
        free_grown();
    }

    T* begin() { return elements_; }
    T* end() { return elements_ + size_; }
    const T* begin() const { return elements_; }
    const T* end() const { return elements_ + size_; }
    std::size_t size() const { return size_; }

    T& push_back(T element) {
        if (size_ == capacity_) {
            grow();
        }
        return *new (elements_ + size_++) T(std::move(element));
    }

private:
    T* own_room() { return reinterpret_cast<T*>(room_); }

    void free_grown() {
        if (elements_ != own_room()) {
            std::free(elements_);
        }
    }

    void grow() {
        auto* more = static_cast<T*>(std::malloc(2 * capacity_ * sizeof(T)));
        if (more == nullptr) {
            throw std::bad_alloc();
        }
        for (uint32_t i = 0; i < size_; ++i) {
            new (more + i) T(std::move(elements_[i]));
            elements_[i].~T();
        }
        free_grown();
        elements_ = more;
        capacity_ *= 2;
    }

    void copy(const InlineVector& other) {
        for (const T& element : other) {
            push_back(element);
        }
    }

    void move(InlineVector& other) {
        for (T& element : other) {
            push_back(std::move(element));
        }
    }

    void clear() {
        for (T& element : *this) {
            element.~T();
        }
        size_ = 0;
    }

    T* elements_ = own_room();
    uint32_t size_ = 0;
    uint32_t capacity_ = room;
    alignas(T) unsigned char room_[room * sizeof(T)];
};

}  // namespace ttdw
