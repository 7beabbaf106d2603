#include "host/spill_file.h"

#include <windows.h>

#include "host/files.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/wide.h"

namespace genkan::host {

std::vector<BootRecord> SpillFile::load() {
  if (!fileExists(path_)) return {};
  const auto bytes = readFile(path_, 4 * maxBytes);
  if (!bytes) {
    const bool aside = putAside() && removeFile(path_);
    report(LogLevel::error, EventId::linesLost,
           aside ? "The spill file cannot be read; it was put aside as spill.bin.damaged-… and its lines are not told" : "The spill file cannot be read; its lines are not told");
    if (!aside) size_ = maxBytes;
    return {};
  }
  ReadSpill read = readSpill(*bytes);
  size_ = read.goodBytes;
  if (read.damaged(bytes->size())) {
    const bool aside = putAside();
    report(LogLevel::error, EventId::linesLost,
           "The spill file is damaged: of " + std::to_string(bytes->size()) + " bytes " + std::to_string(read.skippedBytes) + " in the middle and " +
               std::to_string(bytes->size() - read.goodBytes) + " at the end tell nothing; " +
               (aside ? "it was put aside as spill.bin.damaged-…" : "it could not be put aside"));
  } else if (read.torn) {
    log(LogLevel::warning, "The spill file ends in a torn write of " + std::to_string(bytes->size() - read.goodBytes) + " bytes; it is cut off");
  }
  if ((read.torn || read.skippedBytes > 0) && !writeAnew(read)) {
    report(LogLevel::warning, EventId::spillRefused, "The spill file cannot be written without what is damaged in it");
    // Nothing may be written behind what cannot be read: the next line writes the file anew.
    size_ = maxBytes;
  }
  return std::move(read.records);
}

bool SpillFile::writeAnew(const ReadSpill& read) {
  std::vector<const BootRecord*> records;
  for (const BootRecord& record : read.records) records.push_back(&record);
  const std::string bytes = spillAll(records);
  if (!replaceFile(path_, bytes)) return false;
  size_ = bytes.size();
  return true;
}

bool SpillFile::putAside() const {
  const std::string head = std::to_string(stampNow().utcMs);
  WIN32_FIND_DATAW found;
  int there = 0;
  const HANDLE search = FindFirstFileW((path_ + L".damaged-*").c_str(), &found);
  if (search != INVALID_HANDLE_VALUE) {
    do {
      ++there;
    } while (FindNextFileW(search, &found));
    FindClose(search);
  }
  return there < maxAside && keepAside(path_, path_ + L".damaged-" + toWide(head));
}

void SpillFile::save(Delivery& delivery, std::int64_t beforeMs, std::int64_t nowMs) {
  if (nowMs < notBeforeMs_ || !delivery.hasUnspilled(beforeMs)) return;
  const auto lines = delivery.takeUnspilled(beforeMs);
  std::string bytes;
  if (!knowsThisBoot_) bytes += spillBegin(delivery.bootId(), delivery.beginStamp());
  for (const auto& [bootId, text] : lines) bytes += spillLine(bootId, text);
  if (size_ + bytes.size() > maxBytes) {
    rewrite(delivery);
    if (delivery.hasUnspilled(beforeMs)) refused("it is full", nowMs);
    return;
  }
  if (!appendFile(path_, bytes)) {
    delivery.unmarkSpilled();
    refused("the disk refuses", nowMs);
    return;
  }
  size_ += bytes.size();
  knowsThisBoot_ = true;
  if (warned_) log(LogLevel::info, "The spill file takes lines again");
  warned_ = false;
}

void SpillFile::rewrite(Delivery& delivery) {
  const std::string bytes = spillAll(delivery.records());
  const bool written = bytes.empty() ? removeFile(path_) : bytes.size() <= maxBytes && replaceFile(path_, bytes);
  if (written) {
    size_ = bytes.size();
    knowsThisBoot_ = !bytes.empty() && delivery.records().back()->bootId == delivery.bootId();
    delivery.markAllSpilled();
    return;
  }
  // Better no file than one that tells an ended run again: the rest is in memory and is tried again.
  delivery.unmarkSpilled();
  if (removeFile(path_)) {
    size_ = 0;
    knowsThisBoot_ = false;
  } else {
    report(LogLevel::error, EventId::spillRefused, "The spill file can be neither written nor removed");
  }
}

void SpillFile::tidy(Delivery& delivery) {
  if (size_ == 0) return;
  if (delivery.unacknowledged() == 0) {
    if (!removeFile(path_)) return;
    size_ = 0;
    knowsThisBoot_ = false;
  } else if (size_ > tidyBytes && size_ > delivery.unacknowledged() * 512) {
    rewrite(delivery);
  }
}

void SpillFile::refused(const char* what, std::int64_t nowMs) {
  notBeforeMs_ = nowMs + retryMs;
  if (warned_) return;
  warned_ = true;
  report(LogLevel::warning, EventId::spillRefused, std::string("Lines for the agent cannot be brought to the spill file, ") + what + "; they wait in memory");
}

}  // namespace genkan::host
