// Packing, and what Windows answered to it.
#include "credential-provider/tile.h"

#include <algorithm>

namespace genkan::logon {

LogonToPack Tile::takeLogon() {
  const auto& all = methods_ ? methods_->alternatives : std::vector<Alternative>{};
  // The break-glass code is for a day when nothing is as usual: nothing is taken into keeping then.
  const bool mayBeKept = chosen() != Alternative::breakGlass && std::find(all.begin(), all.end(), Alternative::otp) != all.end();
  packedChange_ = false;
  packedSource_ = passwordSource_;
  submitAgainAt_.reset();
  sentPassword_.clear();
  // Kept until Windows has answered, and only where a logon by code alone could use it.
  if (mayBeKept && passwordSource_ == Source::typed) sentPassword_.hold(Secret(password_.view()), now_);
  LogonToPack logon{account_.qualifiedName, password_.take(), account_.isConnected};
  emptied_[indexOf(Field::password)] = true;
  return logon;
}

ChangeToPack Tile::takeChange() {
  packedChange_ = true;
  sentPassword_.hold(Secret(newPassword_.view()), now_);
  ChangeToPack change{account_.qualifiedName, password_.take(), newPassword_.take()};
  wipeInputs();
  return change;
}

void Tile::onPackFailed() {
  startOver(Text::unavailable, Icon::error);
  sentPassword_.clear();
}

ReportTask Tile::onReport(std::int32_t status, std::int32_t substatus, Milliseconds now) {
  forgetStale(now);
  if (packedChange_) return onChangeReport(readChangeStatus(status, substatus), now);
  const ReadStatus read = readLogonStatus(status, substatus);
  if (read.result != LogonResult::success) return onLogonFailed(read, now);
  ReportTask task;
  task.accepted = true;
  if (!sentPassword_.empty()) {
    task.vault = VaultAction::stage;
    task.passwordToStage = sentPassword_.take();
  }
  startOver(Text::none, Icon::none);
  return task;
}

ReportTask Tile::onLogonFailed(ReadStatus read, Milliseconds now) {
  ReportTask task;
  failedOnce_ = true;
  sentPassword_.clear();
  if (read.result == LogonResult::mustChange) {
    wipeInputs();
    notice_ = Text::none;
    phase_ = Phase::changePassword;
    askPerson(read.text, Icon::warning);
  } else if (read.result == LogonResult::wrongCredential && packedSource_ == Source::released) {
    // The kept password is out of date. It is not tried again; the person types the one of today.
    if (methods_) methods_->vault = Vault::stale;
    task.vault = VaultAction::markStale;
    startOver(Text::storedPasswordStale, Icon::error);
  } else if (read.result == LogonResult::wrongCredential && hasSpentBreakGlass(now)) {
    // A slip of the finger must not cost the only way in.
    wipeInputs();
    phase_ = Phase::passwordAfterCode;
    askPerson(read.text, Icon::error);
  } else {
    startOver(read.text, Icon::error);
  }
  task.status = status_;
  return task;
}

ReportTask Tile::onChangeReport(ReadStatus read, Milliseconds now) {
  ReportTask task;
  packedChange_ = false;
  if (read.result != LogonResult::success) {
    sentPassword_.clear();
    wipeInputs();
    // A wrong old password is one try spent; the next one needs the person again.
    askPerson(read.result == LogonResult::mustChange ? Text::changeRefusedSignOut : read.text, Icon::error);
    task.status = status_;
    return task;
  }
  const bool codeNeeded = chosen() && asksCode(*chosen());
  Secret newPassword = sentPassword_.take();
  if (newPassword.empty() || !chosen() || (codeNeeded && !hasAcceptedCode(now))) {
    startOver(Text::passwordChanged, Icon::success);
    task.status = status_;
    return task;
  }
  wipeInputs();
  password_.hold(std::move(newPassword), now);
  passwordSource_ = Source::typed;
  phase_ = codeNeeded ? Phase::passwordAfterCode : Phase::factors;
  submitAgainAt_ = now;
  askPerson(Text::passwordChanged, Icon::success);
  task.status = status_;
  task.submitAgain = true;
  return task;
}

}  // namespace genkan::logon
