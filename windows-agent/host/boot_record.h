// Which run of Windows this is, and the last number it gave away; kept in a volatile registry key, which Windows forgets when it stops.
#pragma once

#include <cstdint>
#include <string>

#include "host/registry.h"

namespace genkan::host {

class ThisBoot final {
 public:
  // Reads the key or begins a new run.
  ThisBoot();
  const std::string& id() const noexcept { return id_; }
  const std::string& beginStamp() const noexcept { return beginStamp_; }
  std::uint64_t lastNumber() const noexcept { return lastNumber_; }
  // To be called before a line with that number leaves the host.
  void numberGiven(std::uint64_t number);

 private:
  RegistryKey key_;
  std::string id_;
  std::string beginStamp_;
  std::uint64_t lastNumber_ = 0;
};

}  // namespace genkan::host
