// A worker thread beside LogonUI's own: asks what each tile has to show, tells LogonUI when the host comes up
// or the policy changes, and forgets secrets that lie unused.
#pragma once

#include <memory>
#include <vector>

#include "credential-provider/credential.h"
#include "credential-provider/provider_link.h"

namespace genkan::provider {

class Watch final {
 public:
  // The thread keeps this DLL loaded until it has ended; nobody waits for it.
  static std::shared_ptr<Watch> start(std::vector<ComPointer<Credential>> credentials, std::shared_ptr<ProviderLink> link, CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario);
  void stop() noexcept;
  // Waits for the first answers, so that most screens are right at first paint.
  void waitForFirst(DWORD milliseconds) noexcept;
  // From now on changes are told to LogonUI.
  void painted() noexcept { painted_ = true; }

 private:
  Watch(std::vector<ComPointer<Credential>> credentials, std::shared_ptr<ProviderLink> link, CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario);
  static DWORD WINAPI thread(void* argument);
  void run();
  bool round();
  void tellWhenIdle();
  bool askAll(bool& away);

  std::vector<ComPointer<Credential>> credentials_;
  std::shared_ptr<ProviderLink> link_;
  CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario_;
  Handle stopping_;
  Handle first_;
  std::atomic<bool> painted_{false};
  bool untold_ = false;  // of the thread alone
  DWORD threadId_ = 0;
  std::atomic<bool> ended_{false};
};

}  // namespace genkan::provider
