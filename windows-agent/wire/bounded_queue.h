// A first-in-first-out queue bounded by number and by bytes. Not locked: its owner does that.
#pragma once

#include <cstddef>
#include <deque>
#include <utility>

namespace genkan::wire {

template <typename T>
class BoundedQueue final {
 public:
  BoundedQueue(std::size_t maxItems, std::size_t maxBytes) : maxItems_(maxItems), maxBytes_(maxBytes) {}

  // False, and nothing is added, when it is full. One item larger than all the room is let into an empty queue.
  bool push(T item, std::size_t bytes) {
    if (items_.size() >= maxItems_ || (!items_.empty() && bytes_ + bytes > maxBytes_)) return false;
    items_.push_back({std::move(item), bytes});
    bytes_ += bytes;
    return true;
  }

  // The queue must not be empty.
  T pop() {
    T item = std::move(items_.front().item);
    bytes_ -= items_.front().bytes;
    items_.pop_front();
    return item;
  }

  bool hasRoom(std::size_t bytes) const noexcept {
    return items_.empty() || (items_.size() < maxItems_ && bytes_ + bytes <= maxBytes_);
  }
  bool empty() const noexcept { return items_.empty(); }
  std::size_t size() const noexcept { return items_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }
  void clear() noexcept {
    items_.clear();
    bytes_ = 0;
  }

 private:
  struct Held {
    T item;
    std::size_t bytes;
  };
  std::size_t maxItems_;
  std::size_t maxBytes_;
  std::size_t bytes_ = 0;
  std::deque<Held> items_;
};

}  // namespace genkan::wire
