// The way from a credential or a worker thread to LogonUI: "look at the tiles again".
#pragma once

#include "credential-provider/call_gate.h"
#include "credential-provider/com_support.h"
#include "credential-provider/credprov_abi.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {

class ProviderLink final {
 public:
  void connect(ICredentialProviderEvents* events, UINT_PTR context) {
    // Given back after the lock.
    ComPointer<ICredentialProviderEvents> held(events);
    const Locked locked(lock_);
    std::swap(held, events_);
    context_ = context;
    gate_.open();
  }
  // LogonUI takes no call after UnAdvise: those on their way are waited for, but not for ever, since LogonUI might
  // hold the very thread that they need.
  void disconnect() {
    ComPointer<ICredentialProviderEvents> released;
    const Locked locked(lock_);
    gate_.close();
    std::swap(released, events_);
    const ULONGLONG end = GetTickCount64() + onTheirWayMs;
    while (gate_.othersCalling(GetCurrentThreadId())) {
      const ULONGLONG now = GetTickCount64();
      if (now >= end || !lock_.wait(ended_, static_cast<DWORD>(end - now))) return;
    }
  }
  // LogonUI may call back into us from there: no lock is held.
  void tilesChanged() {
    ComPointer<ICredentialProviderEvents> events;
    UINT_PTR context = 0;
    const DWORD thread = GetCurrentThreadId();
    {
      const Locked locked(lock_);
      if (!events_ || !gate_.begin(thread)) return;
      events = events_;
      context = context_;
    }
    events->CredentialsChanged(context);
    // LogonUI's object is let go before the call counts as over.
    events = {};
    const Locked locked(lock_);
    gate_.end(thread);
    WakeAllConditionVariable(&ended_);
  }

 private:
  static constexpr ULONGLONG onTheirWayMs = 200;
  CriticalSection lock_;
  CONDITION_VARIABLE ended_ = CONDITION_VARIABLE_INIT;
  logon::CallGate gate_;
  ComPointer<ICredentialProviderEvents> events_;
  UINT_PTR context_ = 0;
};

}  // namespace genkan::provider
