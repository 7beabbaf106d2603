// The way from a credential or a worker thread to LogonUI: "look at the tiles again".
#pragma once

#include "credential-provider/com_support.h"
#include "credential-provider/credprov_abi.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {

class ProviderLink final {
 public:
  void connect(ICredentialProviderEvents* events, UINT_PTR context) {
    const Locked locked(lock_);
    events_ = ComPointer<ICredentialProviderEvents>(events);
    context_ = context;
  }
  void disconnect() {
    ComPointer<ICredentialProviderEvents> released;
    const Locked locked(lock_);
    std::swap(released, events_);
  }
  // LogonUI may call back into us from there: no lock is held.
  void tilesChanged() {
    ComPointer<ICredentialProviderEvents> events;
    UINT_PTR context = 0;
    {
      const Locked locked(lock_);
      events = events_;
      context = context_;
    }
    if (events) events->CredentialsChanged(context);
  }

 private:
  CriticalSection lock_;
  ComPointer<ICredentialProviderEvents> events_;
  UINT_PTR context_ = 0;
};

}  // namespace genkan::provider
