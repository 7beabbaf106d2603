// What every COM object here needs: counting the module's objects, texts for the caller, and an entry that no
// exception leaves.
#pragma once

#include <windows.h>

#include <atomic>
#include <new>
#include <string_view>
#include <utility>

#include "credential-provider/crash_marker.h"

namespace genkan::provider {

inline std::atomic<long> moduleObjects{0};

class CountsInModule {
 public:
  CountsInModule(const CountsInModule&) = delete;
  CountsInModule& operator=(const CountsInModule&) = delete;

 protected:
  CountsInModule() { ++moduleObjects; }
  ~CountsInModule() { --moduleObjects; }
};

// Runs one COM method: marked as working, and nothing is thrown at LogonUI.
template <typename Body>
HRESULT entry(Body&& body) noexcept {
  const Working working;
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  } catch (...) {
    return E_UNEXPECTED;
  }
}

inline HRESULT copyForCaller(std::wstring_view text, LPWSTR* out) noexcept {
  auto* copy = static_cast<wchar_t*>(CoTaskMemAlloc((text.size() + 1) * sizeof(wchar_t)));
  *out = copy;
  if (copy == nullptr) return E_OUTOFMEMORY;
  for (std::size_t at = 0; at < text.size(); ++at) copy[at] = text[at];
  copy[text.size()] = L'\0';
  return S_OK;
}

template <typename T>
class ComPointer final {
 public:
  ComPointer() = default;
  explicit ComPointer(T* held) : held_(held) {
    if (held_ != nullptr) held_->AddRef();
  }
  ComPointer(const ComPointer& other) : ComPointer(other.held_) {}
  ComPointer(ComPointer&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  ComPointer& operator=(ComPointer other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~ComPointer() {
    if (held_ != nullptr) held_->Release();
  }
  static ComPointer adopt(T* owned) {
    ComPointer pointer;
    pointer.held_ = owned;
    return pointer;
  }
  T* get() const noexcept { return held_; }
  T* operator->() const noexcept { return held_; }
  explicit operator bool() const noexcept { return held_ != nullptr; }

 private:
  T* held_ = nullptr;
};

}  // namespace genkan::provider
