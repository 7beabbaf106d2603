#include "tests/harness/logon_ui.h"

#include "wire/wipe.h"

namespace genkan::harness {
namespace {

double milliseconds() {
  LARGE_INTEGER now, frequency;
  QueryPerformanceCounter(&now);
  QueryPerformanceFrequency(&frequency);
  return 1000.0 * static_cast<double>(now.QuadPart) / static_cast<double>(frequency.QuadPart);
}

std::wstring taken(LPWSTR text) {
  std::wstring copy = text == nullptr ? L"" : text;
  CoTaskMemFree(text);
  return copy;
}

using GetClassObject = HRESULT(WINAPI*)(REFCLSID, REFIID, void**);
using CanUnload = HRESULT(WINAPI*)();

template <typename Function>
Function entryOf(HMODULE module, const char* name) {
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(module, name)));
}

}  // namespace

HRESULT Source::create(REFCLSID classId, REFIID iid, void** out) {
  if (dll_.empty()) {
    const HRESULT result = CoCreateInstance(classId, nullptr, CLSCTX_INPROC_SERVER, iid, out);
    if (SUCCEEDED(result) && loadedPath_.empty()) {
      // The virtual table lies in the DLL.
      HMODULE module = nullptr;
      GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, **static_cast<const wchar_t***>(*out), &module);
      wchar_t path[1024] = L"";
      GetModuleFileNameW(module, path, 1024);
      loadedPath_ = path;
    }
    return result;
  }
  if (module_ == nullptr) module_ = LoadLibraryW(dll_.c_str());
  if (module_ == nullptr) return HRESULT_FROM_WIN32(GetLastError());
  loadedPath_ = dll_;
  const auto getClass = entryOf<GetClassObject>(module_, "DllGetClassObject");
  IClassFactory* factory = nullptr;
  if (getClass == nullptr) return E_NOTIMPL;
  HRESULT result = getClass(classId, IID_IClassFactory, reinterpret_cast<void**>(&factory));
  if (FAILED(result)) return result;
  result = factory->CreateInstance(nullptr, iid, out);
  factory->Release();
  return result;
}

bool Source::unload(DWORD withinMs) {
  for (DWORD waited = 0;; waited += 20) {
    const HMODULE module = GetModuleHandleW(loadedPath_.c_str());
    if (module == nullptr) return true;
    const auto canUnload = entryOf<CanUnload>(module, "DllCanUnloadNow");
    if (canUnload != nullptr && canUnload() == S_OK) {
      if (dll_.empty()) {
        CoFreeUnusedLibrariesEx(0, 0);
      } else if (module_ != nullptr) {
        FreeLibrary(module_);
        module_ = nullptr;
      }
    }
    if (GetModuleHandleW(loadedPath_.c_str()) == nullptr) return true;
    if (waited >= withinMs) return false;
    Sleep(20);
  }
}

HRESULT LogonUi::begin(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario) {
  leave();
  HRESULT result = source_.create(providerClass, __uuidof(ICredentialProvider), reinterpret_cast<void**>(&provider_));
  if (FAILED(result)) return result;
  result = provider_->SetUsageScenario(scenario, 0);
  if (SUCCEEDED(result)) provider_->Advise(&events_, 4711);
  return result;
}

HRESULT LogonUi::giveUsers(FakeUsers* users) {
  ICredentialProviderSetUserArray* setter = nullptr;
  HRESULT result = provider_->QueryInterface(__uuidof(ICredentialProviderSetUserArray), reinterpret_cast<void**>(&setter));
  if (FAILED(result)) return result;
  result = setter->SetUserArray(users);
  setter->Release();
  return result;
}

void LogonUi::draw() {
  for (DWORD index = 0; index < fieldCount; ++index) {
    FakeScreen::Shown& field = screen_.fields[index];
    credential_->GetFieldState(index, &field.state, &field.interactive);
    LPWSTR text = nullptr;
    if (SUCCEEDED(credential_->GetStringValue(index, &text))) field.text = taken(text);
    HBITMAP picture = nullptr;
    if (SUCCEEDED(credential_->GetBitmapValue(index, &picture)) && picture != nullptr) DeleteObject(picture);
    DWORD adjacent = 0;
    if (SUCCEEDED(credential_->GetSubmitButtonValue(index, &adjacent))) screen_.submitNextTo = adjacent;
  }
}

HRESULT LogonUi::show(DWORD index) {
  unadvise();
  const HRESULT result = provider_->GetCredentialAt(index, &credential_);
  if (FAILED(result)) return result;
  screen_.fields.clear();
  credential_->Advise(&screen_);
  draw();
  unclicked_ = index;
  return S_OK;
}

HRESULT LogonUi::select(DWORD index, BOOL& automatic) {
  const HRESULT result = unclicked_ == index ? S_OK : show(index);
  if (FAILED(result)) return result;
  unclicked_.reset();
  return credential_->SetSelected(&automatic);
}

HRESULT LogonUi::userSid(DWORD index, std::wstring& sid) {
  ICredentialProviderCredential* tile = nullptr;
  HRESULT result = provider_->GetCredentialAt(index, &tile);
  if (FAILED(result)) return result;
  ICredentialProviderCredential2* second = nullptr;
  result = tile->QueryInterface(__uuidof(ICredentialProviderCredential2), reinterpret_cast<void**>(&second));
  tile->Release();
  if (FAILED(result)) return result;
  LPWSTR text = nullptr;
  result = second->GetUserSid(&text);
  sid = taken(text);
  second->Release();
  return result;
}

HRESULT LogonUi::type(DWORD field, const std::wstring& text) {
  screen_.fields[field].text = text;
  return credential_->SetStringValue(field, text.c_str());
}

Submitted LogonUi::submit(unsigned cancelAfterMs) {
  Submitted done;
  FakeQuery query;
  if (cancelAfterMs != 0) query.cancelAt = GetTickCount64() + cancelAfterMs;
  IConnectableCredentialProviderCredential* connectable = nullptr;
  const double began = milliseconds();
  done.connect = credential_->QueryInterface(__uuidof(IConnectableCredentialProviderCredential), reinterpret_cast<void**>(&connectable));
  if (SUCCEEDED(done.connect)) {
    done.connect = connectable->Connect(&query);
    connectable->Release();
  }
  const double connected = milliseconds();
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION serialization{};
  LPWSTR text = nullptr;
  done.serialization = credential_->GetSerialization(&done.response, &serialization, &text, &done.icon);
  done.milliseconds = milliseconds() - began;
  done.serializationMilliseconds = milliseconds() - connected;
  done.text = taken(text);
  done.messages = query.messages;
  wire::wipeBytes(blob_.bytes.data(), blob_.bytes.size());
  blob_ = {};
  if (serialization.rgbSerialization != nullptr) {
    blob_.bytes.assign(serialization.rgbSerialization, serialization.rgbSerialization + serialization.cbSerialization);
    blob_.package = serialization.ulAuthenticationPackage;
    blob_.classId = serialization.clsidCredentialProvider;
    wire::wipeBytes(serialization.rgbSerialization, serialization.cbSerialization);
    CoTaskMemFree(serialization.rgbSerialization);
  }
  return done;
}

Reported LogonUi::report(LONG status, LONG substatus) {
  Reported done;
  LPWSTR text = nullptr;
  done.result = credential_->ReportResult(status, substatus, &text, &done.icon);
  done.text = taken(text);
  return done;
}

void LogonUi::deselect() { credential_->SetDeselected(); }

void LogonUi::unadvise() {
  if (credential_ == nullptr) return;
  credential_->UnAdvise();
  credential_->Release();
  credential_ = nullptr;
  unclicked_.reset();
}

void LogonUi::leave() {
  unadvise();
  if (provider_ == nullptr) return;
  provider_->UnAdvise();
  provider_->Release();
  provider_ = nullptr;
}

bool LogonUi::waitForChange(DWORD withinMs) {
  const bool changed = WaitForSingleObject(events_.changed, withinMs) == WAIT_OBJECT_0;
  ResetEvent(events_.changed);
  return changed;
}

}  // namespace genkan::harness
