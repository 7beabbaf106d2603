// Entries of the DLL.
#include <windows.h>

#include "credential-provider/filter.h"
#include "credential-provider/identity.h"
#include "credential-provider/provider.h"
#include "credential-provider/self_check.h"

namespace genkan::provider {
namespace {

class ClassFactory final : private CountsInModule, public IClassFactory {
 public:
  explicit ClassFactory(bool isFilter) : isFilter_(isFilter) {}

  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override {
    if (out == nullptr) return E_POINTER;
    *out = nullptr;
    if (iid != __uuidof(IUnknown) && iid != __uuidof(IClassFactory)) return E_NOINTERFACE;
    *out = static_cast<IClassFactory*>(this);
    AddRef();
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() noexcept override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() noexcept override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }
  STDMETHODIMP CreateInstance(IUnknown* outer, REFIID iid, void** out) noexcept override {
    return entry([&]() -> HRESULT {
      if (out == nullptr) return E_POINTER;
      *out = nullptr;
      if (outer != nullptr) return CLASS_E_NOAGGREGATION;
      if (isFilter_) return ComPointer<ProviderFilter>::adopt(new ProviderFilter())->QueryInterface(iid, out);
      return ComPointer<Provider>::adopt(new Provider())->QueryInterface(iid, out);
    });
  }
  STDMETHODIMP LockServer(BOOL lock) noexcept override {
    moduleObjects += lock ? 1 : -1;
    return S_OK;
  }

 private:
  ~ClassFactory() = default;
  std::atomic<ULONG> references_{1};
  const bool isFilter_;
};

}  // namespace
}  // namespace genkan::provider

using namespace genkan::provider;

extern "C" HRESULT WINAPI DllGetClassObject(REFCLSID classId, REFIID iid, void** out) {
  countCrashes();
  return entry([&]() -> HRESULT {
    if (out == nullptr) return E_POINTER;
    *out = nullptr;
    const bool isFilter = classId == filterClass;
    if (!isFilter && classId != providerClass) return CLASS_E_CLASSNOTAVAILABLE;
    return ComPointer<ClassFactory>::adopt(new ClassFactory(isFilter))->QueryInterface(iid, out);
  });
}

extern "C" HRESULT WINAPI DllCanUnloadNow() { return moduleObjects == 0 ? S_OK : S_FALSE; }

// For `genkan-host register-provider`: 0 when this DLL works here.
extern "C" HRESULT WINAPI GenkanSelfTest() { return runSelfTest(); }
