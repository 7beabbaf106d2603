// spill.bin: lines that the agent has not kept, for the case that Windows or the host ends before it does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/delivery.h"
#include "host/spill_codec.h"

namespace genkan::host {

class SpillFile final {
 public:
  explicit SpillFile(std::wstring path) : path_(std::move(path)) {}

  // What the file holds. The torn end of a single write is cut off. A file that is damaged otherwise is kept beside it as evidence, reported,
  // and read on behind the damage.
  std::vector<BootRecord> load();
  // Brings the delivery's lines that came before `beforeMs` to disk. While the disk refuses they stay in memory,
  // a warning is written once, and it is tried again every few seconds.
  void save(Delivery& delivery, std::int64_t beforeMs, std::int64_t nowMs);
  // An earlier run of Windows was told to its end: it must not be told again.
  void rewrite(Delivery& delivery);
  // Removes or shrinks the file when its lines have been kept by the agent.
  void tidy(Delivery& delivery);

 private:
  // Far more than any outage makes; beyond it lines stay in memory, with a warning.
  static constexpr std::size_t maxBytes = 16 * 1024 * 1024;
  static constexpr std::size_t tidyBytes = 256 * 1024;
  static constexpr std::int64_t retryMs = 5000;
  // So many damaged files are kept; the first ones tell most.
  static constexpr int maxAside = 5;
  void refused(const char* what, std::int64_t nowMs);
  bool putAside() const;
  bool writeAnew(const ReadSpill& read);

  std::wstring path_;
  std::size_t size_ = 0;
  bool knowsThisBoot_ = false;
  bool warned_ = false;
  std::int64_t notBeforeMs_ = 0;
};

}  // namespace genkan::host
