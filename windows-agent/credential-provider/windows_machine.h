// Accounts, session and clock of this PC.
#pragma once

#include "credential-provider/broker_line.h"

namespace genkan::provider {

class WindowsMachine final : public logon::Machine {
 public:
  // `unlockScenario`: LogonUI said CPUS_UNLOCK_WORKSTATION.
  explicit WindowsMachine(bool unlockScenario = false) : unlockScenario_(unlockScenario) {}
  logon::FoundAccount findAccount(std::u16string_view typedName, logon::Progress& progress) override;
  logon::SessionFacts session() override;
  logon::Milliseconds now() override;
  std::string newId() override;

 private:
  bool unlockScenario_;
};

// The account of a name, asked of Windows here and now.
logon::FoundAccount lookUpAccount(const std::wstring& name);

}  // namespace genkan::provider
