#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

#include "inline_vector.hpp"

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

    const Pair* begin() const { return pairs_.begin(); }
    const Pair* end() const { return pairs_.end(); }

    Value& operator[](const Key& key) {
        Pair* found = find(key);
        return (found ? *found : pairs_.push_back(Pair(key, Value{}))).second;
    }

    // A key that is there already keeps its value.
    template <typename K, typename V>
    void emplace(K&& key, V&& value) {
        Pair pair(std::forward<K>(key), std::forward<V>(value));
        if (find(pair.first) == nullptr) {
            pairs_.push_back(std::move(pair));
        }
    }

private:
    Pair* find(const Key& key) {
        for (Pair& pair : pairs_) {
            if (pair.first == key) {
                return &pair;
            }
        }
        return nullptr;
    }

    ttdw::InlineVector<Pair, 8> pairs_;
};

}  // namespace tt::tt_metal::experimental
