#include "host/delivery.h"

#include <algorithm>
#include <utility>

#include "wire/host_line.h"

namespace genkan::host {

Delivery::Delivery(std::string bootId, std::string beginStamp, std::uint64_t lastNumber) : lastNumber_(lastNumber) {
  current_.bootId = std::move(bootId);
  current_.beginStamp = std::move(beginStamp);
  // Whatever an earlier service process of this run numbered may have been seen by an agent.
  everSent_ = lastNumber;
}

void Delivery::restore(std::vector<BootRecord> records) {
  for (BootRecord& record : records) {
    for (NumberedLine& line : record.lines) {
      line.spilled = true;
      line.sentMs.reset();
      if (line.text.compare(0, 2, "T ") == 0 && line.text.find(" past") == std::string::npos) line.text += " past";
    }
    if (record.bootId != current_.bootId) {
      if (!record.lines.empty()) earlier_.push_back(std::move(record));
      continue;
    }
    if (!record.lines.empty()) lastNumber_ = std::max(lastNumber_, record.lines.back().number);
    everSent_ = lastNumber_;
    current_.lines = std::move(record.lines);
  }
}

bool Delivery::append(std::string text, std::int64_t nowMs) {
  if (unacknowledged() >= maxLines) return false;
  NumberedLine line;
  line.number = ++lastNumber_;
  line.text = std::move(text);
  line.sinceMs = nowMs;
  current_.lines.push_back(std::move(line));
  return true;
}

bool Delivery::lastIsUnsentHeartbeat() const noexcept {
  if (current_.lines.empty()) return false;
  const NumberedLine& last = current_.lines.back();
  return last.number > everSent_ && last.text.compare(0, 2, "H ") == 0;
}

void Delivery::replaceLast(std::string text, std::int64_t nowMs) {
  NumberedLine& last = current_.lines.back();
  last.text = std::move(text);
  last.sinceMs = nowMs;
  last.spilled = false;
}

void Delivery::agentStarted() {
  agentGone();
  running_ = true;
}

void Delivery::agentGone() {
  running_ = false;
  begun_ = false;
  awaitingReady_ = false;
  caughtUp_ = false;
  sent_ = 0;
  for (BootRecord& record : earlier_) {
    for (NumberedLine& line : record.lines) line.sentMs.reset();
  }
  for (NumberedLine& line : current_.lines) line.sentMs.reset();
}

std::optional<std::string> Delivery::next(std::int64_t nowMs) {
  if (!running_ || awaitingReady_) return std::nullopt;
  BootRecord& record = speaking();
  if (!begun_) {
    begun_ = true;
    awaitingReady_ = true;
    sent_ = 0;
    return wire::beginLine(record.bootId, record.beginStamp);
  }
  if (sent_ >= record.lines.size()) return std::nullopt;
  NumberedLine& line = record.lines[sent_++];
  line.sentMs = nowMs;
  if (&record == &current_) everSent_ = std::max(everSent_, line.number);
  return line.text;
}

bool Delivery::takeCaughtUp() noexcept {
  if (caughtUp_ || !ready() || sent_ < current_.lines.size()) return false;
  caughtUp_ = true;
  return true;
}

bool Delivery::onReady() {
  if (!running_ || !awaitingReady_) return false;
  awaitingReady_ = false;
  return true;
}

Delivery::Kept Delivery::onKept(std::uint64_t number) {
  Kept kept;
  BootRecord& record = speaking();
  // Only what was given can be kept: a wrong acknowledgement must not lose a line.
  while (sent_ > 0 && !record.lines.empty() && record.lines.front().number <= number) {
    record.lines.pop_front();
    --sent_;
    kept.known = true;
  }
  if (!earlier_.empty() && kept.known && record.lines.empty()) {
    earlier_.pop_front();
    begun_ = false;
    sent_ = 0;
    kept.finishedEarlierBoot = true;
  }
  return kept;
}

std::optional<std::int64_t> Delivery::waitingSince() const noexcept {
  const BootRecord& record = speaking();
  return sent_ == 0 || record.lines.empty() ? std::nullopt : record.lines.front().sentMs;
}

std::size_t Delivery::unacknowledged() const noexcept {
  std::size_t count = current_.lines.size();
  for (const BootRecord& record : earlier_) count += record.lines.size();
  return count;
}

bool Delivery::hasUnspilled(std::int64_t beforeMs) const noexcept {
  for (const BootRecord* record : records()) {
    for (const NumberedLine& line : record->lines) {
      if (!line.spilled && line.sinceMs <= beforeMs) return true;
    }
  }
  return false;
}

std::vector<std::pair<std::string, std::string>> Delivery::takeUnspilled(std::int64_t beforeMs) {
  std::vector<std::pair<std::string, std::string>> lines;
  const auto take = [&](BootRecord& record) {
    for (NumberedLine& line : record.lines) {
      if (line.spilled || line.sinceMs > beforeMs) continue;
      line.spilled = true;
      lines.emplace_back(record.bootId, line.text);
    }
  };
  for (BootRecord& record : earlier_) take(record);
  take(current_);
  return lines;
}

void Delivery::unmarkSpilled() noexcept {
  for (BootRecord& record : earlier_) {
    for (NumberedLine& line : record.lines) line.spilled = false;
  }
  for (NumberedLine& line : current_.lines) line.spilled = false;
}

void Delivery::markAllSpilled() noexcept {
  for (BootRecord& record : earlier_) {
    for (NumberedLine& line : record.lines) line.spilled = true;
  }
  for (NumberedLine& line : current_.lines) line.spilled = true;
}

std::vector<const BootRecord*> Delivery::records() const {
  std::vector<const BootRecord*> all;
  for (const BootRecord& record : earlier_) all.push_back(&record);
  if (!current_.lines.empty()) all.push_back(&current_);
  return all;
}

}  // namespace genkan::host
