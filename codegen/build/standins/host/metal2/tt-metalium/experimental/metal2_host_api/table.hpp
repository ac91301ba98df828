#pragma once

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <new>
#include <utility>
#include <vector>

// Our mirror of the containers of Metal 2.0's host interface in ttnn 0.81.1: of their layout, and of what the emitted
// program factory calls.
namespace tt::tt_metal::experimental {

template <typename T>
using Group = std::vector<T>;

// Pairs in the order in which they came, with room for a few in the table itself.
template <typename Key, typename Value>
class Table {
public:
    using Pair = std::pair<Key, Value>;

    Table() = default;
    Table(std::initializer_list<Pair> pairs) {
        for (const Pair& pair : pairs) {
            emplace(pair.first, pair.second);
        }
    }
    Table(const Table& other) { take(other); }
    Table& operator=(const Table& other) {
        if (this != &other) {
            clear();
            take(other);
        }
        return *this;
    }
    ~Table() {
        clear();
        if (pairs_ != own_room()) {
            std::free(pairs_);
        }
    }

    const Pair* begin() const { return pairs_; }
    const Pair* end() const { return pairs_ + size_; }

    Value& operator[](const Key& key) {
        for (uint32_t i = 0; i < size_; ++i) {
            if (pairs_[i].first == key) {
                return pairs_[i].second;
            }
        }
        return append(Pair(key, Value{}));
    }

    // A key that is there already keeps its value.
    template <typename K, typename V>
    void emplace(K&& key, V&& value) {
        Pair pair(std::forward<K>(key), std::forward<V>(value));
        for (uint32_t i = 0; i < size_; ++i) {
            if (pairs_[i].first == pair.first) {
                return;
            }
        }
        append(std::move(pair));
    }

private:
    static constexpr uint32_t room = 8;

    Pair* own_room() { return reinterpret_cast<Pair*>(room_); }

    Value& append(Pair&& pair) {
        if (size_ == capacity_) {
            grow();
        }
        return (new (pairs_ + size_++) Pair(std::move(pair)))->second;
    }

    void grow() {
        auto* more = static_cast<Pair*>(std::malloc(2 * capacity_ * sizeof(Pair)));
        if (more == nullptr) {
            throw std::bad_alloc();
        }
        for (uint32_t i = 0; i < size_; ++i) {
            new (more + i) Pair(std::move(pairs_[i]));
            pairs_[i].~Pair();
        }
        if (pairs_ != own_room()) {
            std::free(pairs_);
        }
        pairs_ = more;
        capacity_ *= 2;
    }

    void take(const Table& other) {
        for (const Pair& pair : other) {
            append(Pair(pair));
        }
    }

    void clear() {
        for (uint32_t i = 0; i < size_; ++i) {
            pairs_[i].~Pair();
        }
        size_ = 0;
    }

    Pair* pairs_ = own_room();
    uint32_t size_ = 0;
    uint32_t capacity_ = room;
    alignas(Pair) unsigned char room_[room * sizeof(Pair)];
};

}  // namespace tt::tt_metal::experimental
