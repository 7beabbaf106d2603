#include "credential-provider/credential.h"

#include "credential-provider/bitmap.h"
#include "credential-provider/serialize.h"
#include "credential-provider/texts_win.h"

namespace genkan::provider {

using logon::Field;
using logon::Task;

namespace {

// A little more than the agent takes to answer or to give up.
constexpr logon::Milliseconds withoutConnectMs = 2'500;

}  // namespace

Credential::Credential(CredentialSetup setup)
    : setup_(std::move(setup)),
      tile_(setup_.account, uiLanguage()),
      machine_(setup_.scenario == CPUS_UNLOCK_WORKSTATION),
      signIn_(broker_, machine_),
      shown_(tile_.view()) {}

Credential::~Credential() = default;

HRESULT Credential::QueryInterface(REFIID iid, void** out) noexcept {
  if (out == nullptr) return E_POINTER;
  *out = nullptr;
  if (iid == __uuidof(IUnknown) || iid == __uuidof(ICredentialProviderCredential) || iid == __uuidof(ICredentialProviderCredential2)) {
    *out = static_cast<ICredentialProviderCredential2*>(this);
  } else if (iid == __uuidof(IConnectableCredentialProviderCredential)) {
    *out = static_cast<IConnectableCredentialProviderCredential*>(this);
  } else if (iid == __uuidof(ICredentialProviderCredentialWithFieldOptions)) {
    *out = static_cast<ICredentialProviderCredentialWithFieldOptions*>(this);
  } else {
    return E_NOINTERFACE;
  }
  AddRef();
  return S_OK;
}

ULONG Credential::AddRef() noexcept { return ++references_; }

ULONG Credential::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

HRESULT Credential::Advise(ICredentialProviderCredentialEvents* events) noexcept {
  return entry([&]() -> HRESULT {
    // Given back after the lock.
    ComPointer<ICredentialProviderCredentialEvents> held(events);
    const Locked locked(lock_);
    std::swap(held, events_);
    gone_ = false;
    // LogonUI reads every field now.
    if (!connecting_) {
      shown_ = tile_.view();
      tile_.takeEmptied();
    }
    return S_OK;
  });
}

HRESULT Credential::UnAdvise() noexcept {
  return entry([&]() -> HRESULT {
    ComPointer<ICredentialProviderCredentialEvents> held;
    const Locked locked(lock_);
    std::swap(held, events_);
    gone_ = true;
    leaveTile();
    return S_OK;
  });
}

void Credential::leaveTile() {
  if (connecting_) {
    leaveAfterConnect_ = true;
    return;
  }
  prepared_.drop();
  tile_.deselect(now());
  signIn_.forget();
}

HRESULT Credential::SetSelected(BOOL* autoLogon) noexcept {
  return entry([&]() -> HRESULT {
    if (autoLogon == nullptr) return E_POINTER;
    *autoLogon = submitsItself() ? TRUE : FALSE;
    return S_OK;
  });
}

HRESULT Credential::SetDeselected() noexcept {
  return entry([&]() -> HRESULT {
    News news;
    {
      const Locked locked(lock_);
      leaveTile();
      news = takeNews();
    }
    tell(news);
    return S_OK;
  });
}

HRESULT Credential::SetStringValue(DWORD index, LPCWSTR text) noexcept {
  return entry([&]() -> HRESULT {
    const std::optional<Field> field = logon::fieldAt(index);
    if (!field || !logon::isEdit(*field) || text == nullptr) return E_INVALIDARG;
    const Locked locked(lock_);
    if (connecting_) return E_ABORT;
    if (tile_.type(*field, sixteen(text), now()) && !tile_.isCode(*field)) prepared_.spoil();
    return S_OK;
  });
}

HRESULT Credential::CommandLinkClicked(DWORD index) noexcept {
  return entry([&]() -> HRESULT {
    const std::optional<Field> field = logon::fieldAt(index);
    if (!field || logon::fieldTable[index].kind != logon::FieldKind::link) return E_INVALIDARG;
    News news;
    {
      const Locked locked(lock_);
      if (connecting_) return S_OK;
      tile_.press(*field);
      prepared_.drop();
      signIn_.forget();
      news = takeNews();
    }
    tell(news);
    return S_OK;
  });
}

// Cancel of the person, or the end of the screen.
class Credential::Waiter final : public logon::Progress {
 public:
  Waiter(IQueryContinueWithStatus* query, const std::atomic<bool>& gone) : query_(query), gone_(gone) {}
  bool goesOn() override { return !gone_ && (query_ == nullptr || query_->QueryContinue() == S_OK); }
  void say(logon::Text text, logon::Language language) override {
    if (query_ != nullptr) query_->SetStatusMessage(load(text, language).c_str());
  }

 private:
  IQueryContinueWithStatus* query_;
  const std::atomic<bool>& gone_;
};

Task Credential::beginWork() {
  prepared_.drop();
  const Task first = tile_.submit(now());
  connecting_ = true;
  return first;
}

void Credential::work(IQueryContinueWithStatus* query, Task first, std::optional<logon::Milliseconds> budget) {
  Waiter waiter(query, gone_);
  Task task;
  try {
    task = budget ? signIn_.runWithin(*budget, tile_, first, waiter) : signIn_.run(tile_, first, waiter);
  } catch (...) {
    task = tile_.onAway(false);
  }
  const Locked locked(lock_);
  connecting_ = false;
  if (leaveAfterConnect_) {
    leaveAfterConnect_ = false;
    leaveTile();
    // Nobody is there any more for whom anything could be tried.
    task = Task::askPerson;
  }
  prepared_.keep(task);
}

HRESULT Credential::Connect(IQueryContinueWithStatus* query) noexcept {
  return entry([&]() -> HRESULT {
    Task first;
    {
      const Locked locked(lock_);
      if (connecting_) return E_ABORT;
      first = beginWork();
    }
    work(query, first, std::nullopt);
    // S_OK after a refusal too: GetSerialization, which follows, brings the words.
    return S_OK;
  });
}

HRESULT Credential::Disconnect() noexcept {
  return entry([&]() -> HRESULT {
    const Locked locked(lock_);
    if (!connecting_) signIn_.forget();
    return S_OK;
  });
}

HRESULT Credential::packLogon(CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) {
  const logon::LogonToPack logon = tile_.takeLogon();
  if (logon.password.empty()) return E_ABORT;
  const bool unlocks = setup_.scenario == CPUS_UNLOCK_WORKSTATION;
  return serializeLogon(logon, unlocks ? logon::kerbWorkstationUnlockLogon : logon::kerbInteractiveLogon, out);
}

HRESULT Credential::packChange(CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) { return serializeChange(tile_.takeChange(), out); }

HRESULT Credential::GetSerialization(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE* response, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization,
                                     LPWSTR* text, CREDENTIAL_PROVIDER_STATUS_ICON* icon) noexcept {
  return entry([&]() -> HRESULT {
    if (response == nullptr || serialization == nullptr || text == nullptr || icon == nullptr) return E_POINTER;
    *response = CPGSR_NO_CREDENTIAL_NOT_FINISHED;
    *serialization = {};
    *text = nullptr;
    *icon = CPSI_NONE;
    std::optional<Task> task;
    Task first = Task::askPerson;
    {
      const Locked locked(lock_);
      if (connecting_) return S_OK;
      task = prepared_.take();
      if (!task) first = beginWork();
    }
    // LogonUI did not call Connect and draws nothing meanwhile.
    if (!task) work(nullptr, first, withoutConnectMs);
    News news;
    logon::Status status;
    {
      const Locked locked(lock_);
      if (connecting_) return S_OK;
      if (!task) task = prepared_.take().value_or(Task::askPerson);
      if (*task == Task::packLogon || *task == Task::packPasswordChange) {
        const HRESULT packed = *task == Task::packLogon ? packLogon(serialization) : packChange(serialization);
        if (SUCCEEDED(packed)) {
          *response = CPGSR_RETURN_CREDENTIAL_FINISHED;
        } else {
          tile_.onPackFailed();
        }
      }
      news = takeNews();
      status = tile_.status();
    }
    tell(news);
    return *response == CPGSR_RETURN_CREDENTIAL_FINISHED ? S_OK : giveStatus(status, text, icon);
  });
}

HRESULT Credential::ReportResult(LONG status, LONG substatus, LPWSTR* text, CREDENTIAL_PROVIDER_STATUS_ICON* icon) noexcept {
  return entry([&]() -> HRESULT {
    if (text != nullptr) *text = nullptr;
    if (icon != nullptr) *icon = CPSI_NONE;
    logon::ReportTask task;
    logon::TileAccount account;
    News news;
    {
      const Locked locked(lock_);
      if (connecting_) return S_OK;
      account = tile_.account();
      task = tile_.onReport(status, substatus, now());
      news = takeNews();
    }
    tell(news);
    if (task.accepted) forgetCrashes();
    if (task.vault == logon::VaultAction::stage) signIn_.stagePassword(account, task.passwordToStage.view());
    if (task.vault == logon::VaultAction::markStale) signIn_.markStale(account);
    if (task.submitAgain && setup_.link) setup_.link->tilesChanged();
    return text == nullptr || icon == nullptr ? S_OK : giveStatus(task.status, text, icon);
  });
}

HRESULT Credential::GetUserSid(LPWSTR* sid) noexcept {
  return entry([&]() -> HRESULT {
    if (sid == nullptr) return E_POINTER;
    *sid = nullptr;
    // Only a SID that LogonUI gave us; all else is under "Other user".
    if (!setup_.enumerated) return S_FALSE;
    return copyForCaller(std::wstring(setup_.account.sid.begin(), setup_.account.sid.end()), sid);
  });
}

bool Credential::learn(const logon::Methods& methods) {
  const Locked locked(lock_);
  if (connecting_ || !tile_.learn(methods)) return false;
  if (!events_) shown_ = tile_.view();
  return true;
}

bool Credential::learnAway(bool starting) {
  const Locked locked(lock_);
  if (connecting_ || !tile_.learnAway(starting)) return false;
  if (!events_) shown_ = tile_.view();
  return true;
}

void Credential::forgetStale() {
  const Locked locked(lock_);
  // The dots in an emptied field are taken away at the next call of LogonUI.
  if (!connecting_) tile_.forgetStale(now());
}

void Credential::forgetAll() {
  const Locked locked(lock_);
  if (!connecting_) tile_.wipeAll();
}

bool Credential::isBusy() {
  const Locked locked(lock_);
  return connecting_ || tile_.isBeingTyped();
}

void Credential::holdRemotePassword(logon::Secret password) {
  const Locked locked(lock_);
  if (connecting_) return;
  tile_.holdRemotePassword(std::move(password), now());
  if (!events_) shown_ = tile_.view();
}

bool Credential::submitsItself() {
  const Locked locked(lock_);
  return !connecting_ && tile_.submitsItself(now());
}

}  // namespace genkan::provider
