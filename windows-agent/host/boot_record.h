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
  // Whether this process is the first of the service in this run of Windows.
  bool isNew() const noexcept { return isNew_; }
  std::uint64_t lastNumber() const noexcept { return lastNumber_; }
  // To be called before a line with that number leaves the host.
  void numberGiven(std::uint64_t number);

 private:
  RegistryKey key_;
  std::string id_;
  std::string beginStamp_;
  std::uint64_t lastNumber_ = 0;
  bool isNew_ = false;
};

}  // namespace genkan::host
