#include "host/agent_process.h"

#include <vector>

#include "host/environment.h"
#include "host/places.h"
#include "host/service_log.h"
#include "wire/line_reader.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr DWORD pipeBytes = 64 * 1024;

// One end for the child, which alone is inheritable.
bool makePipe(Handle& childEnd, Handle& ownEnd, bool childReads) {
  Handle readEnd;
  Handle writeEnd;
  if (!CreatePipe(readEnd.put(), writeEnd.put(), nullptr, pipeBytes)) return false;
  childEnd = std::move(childReads ? readEnd : writeEnd);
  ownEnd = std::move(childReads ? writeEnd : readEnd);
  return SetHandleInformation(childEnd.get(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) != 0;
}

// Exactly these handles are inherited, whatever else is inheritable at that moment.
class InheritOnly final {
 public:
  InheritOnly(HANDLE a, HANDLE b, HANDLE c) : handles_{a, b, c} {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    memory_.resize(size);
    list_ = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
    if (!InitializeProcThreadAttributeList(list_, 1, 0, &size)) list_ = nullptr;
    valid_ = list_ != nullptr && UpdateProcThreadAttribute(list_, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_, sizeof handles_, nullptr, nullptr);
  }
  ~InheritOnly() {
    if (list_ != nullptr) DeleteProcThreadAttributeList(list_);
  }
  InheritOnly(const InheritOnly&) = delete;
  InheritOnly& operator=(const InheritOnly&) = delete;
  bool valid() const noexcept { return valid_; }
  LPPROC_THREAD_ATTRIBUTE_LIST list() const noexcept { return list_; }

 private:
  HANDLE handles_[3];
  std::vector<BYTE> memory_;
  LPPROC_THREAD_ATTRIBUTE_LIST list_ = nullptr;
  bool valid_ = false;
};

Handle makeJob() {
  Handle job(CreateJobObjectW(nullptr, nullptr));
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (job && !SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits)) job.reset();
  return job;
}

}  // namespace

std::unique_ptr<AgentProcess> AgentProcess::start(const std::wstring& commandLine, RotatingFile& errors, Listener listener) {
  std::unique_ptr<AgentProcess> agent(new AgentProcess);
  Handle input;
  Handle output;
  Handle errorEnd;
  agent->listener_ = std::move(listener);
  agent->queued_ = makeEvent(false);
  agent->job_ = makeJob();
  if (!agent->job_ || !makePipe(input, agent->toAgent_, true) || !makePipe(output, agent->fromAgent_, false) ||
      !makePipe(errorEnd, agent->errorsOfAgent_, false) || !agent->create(commandLine, input.get(), output.get(), errorEnd.get())) {
    log(LogLevel::error, "The agent cannot be started: Windows error " + std::to_string(GetLastError()));
    return nullptr;
  }
  // The child's ends must be closed here, or the end of the child would never be seen.
  input.reset();
  output.reset();
  errorEnd.reset();
  AgentProcess* self = agent.get();
  agent->writer_ = Thread([self] { self->writeLines(); });
  agent->errorPump_ = Thread([self, &errors] { self->pumpErrors(errors); });
  agent->reader_ = Thread([self] { self->readLines(); });
  return agent;
}

AgentProcess::~AgentProcess() {
  kill();
  {
    const Locked locked(mutex_);
    closing_ = true;
  }
  if (queued_) SetEvent(queued_.get());
}

bool AgentProcess::create(const std::wstring& commandLine, HANDLE input, HANDLE output, HANDLE errors) {
  const InheritOnly inherit(input, output, errors);
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = input;
  startup.StartupInfo.hStdOutput = output;
  startup.StartupInfo.hStdError = errors;
  startup.lpAttributeList = inherit.list();
  std::wstring command = commandLine;
  std::wstring environment = minimalEnvironment();
  const std::wstring folder = programFolder();
  PROCESS_INFORMATION created{};
  constexpr DWORD flags = CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
  if (!inherit.valid() || !CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, flags, environment.data(), folder.c_str(),
                                          &startup.StartupInfo, &created)) {
    return false;
  }
  process_.reset(created.hProcess);
  const Handle thread(created.hThread);
  processId_ = created.dwProcessId;
  // Suspended until it is in the job: it must not outlive the host even by an instant.
  if (!AssignProcessToJobObject(job_.get(), process_.get()) || ResumeThread(thread.get()) == static_cast<DWORD>(-1)) {
    TerminateProcess(process_.get(), 1);
    return false;
  }
  return true;
}

bool AgentProcess::send(std::string line) {
  line.push_back('\n');
  const std::size_t bytes = line.size();
  {
    const Locked locked(mutex_);
    if (!queue_.push(std::move(line), bytes)) return false;
  }
  SetEvent(queued_.get());
  return true;
}

bool AgentProcess::hasRoom(std::size_t bytes) {
  const Locked locked(mutex_);
  return queue_.hasRoom(bytes);
}

void AgentProcess::kill() noexcept {
  if (job_) TerminateJobObject(job_.get(), 1);
  if (process_) TerminateProcess(process_.get(), 1);
}

void AgentProcess::readLines() {
  wire::LineReader reader(wire::maxHostLineBytes);
  char bytes[16 * 1024];
  DWORD read = 0;
  while (ReadFile(fromAgent_.get(), bytes, sizeof bytes, &read, nullptr) && read > 0) {
    reader.feed({bytes, read}, [this](wire::LineState state, std::string_view text) {
      auto line = state == wire::LineState::ok ? wire::parseAgentLine(text) : std::nullopt;
      if (line) {
        listener_.line(std::move(*line));
      } else {
        log(LogLevel::warning, "A line of the agent cannot be read");
      }
    });
    wire::wipeBytes(bytes, read);
  }
  // An agent without output is no use; it gets a moment to end by itself.
  unsigned long exitCode = 1;
  if (WaitForSingleObject(process_.get(), 5000) != WAIT_OBJECT_0) kill();
  WaitForSingleObject(process_.get(), INFINITE);
  GetExitCodeProcess(process_.get(), &exitCode);
  listener_.ended(exitCode);
}

void AgentProcess::writeLines() {
  for (;;) {
    std::string line;
    bool end = false;
    {
      const Locked locked(mutex_);
      if (!queue_.empty()) line = queue_.pop();
      end = closing_;
    }
    if (end) return;
    if (line.empty()) {
      WaitForSingleObject(queued_.get(), INFINITE);
      continue;
    }
    std::string_view rest = line;
    while (!rest.empty()) {
      DWORD written = 0;
      // Fails when the agent is gone; the lines are sent to the next one.
      if (!WriteFile(toAgent_.get(), rest.data(), static_cast<DWORD>(rest.size()), &written, nullptr)) return wire::wipe(line);
      rest.remove_prefix(written);
    }
    wire::wipe(line);
  }
}

void AgentProcess::pumpErrors(RotatingFile& errors) {
  char bytes[8 * 1024];
  DWORD read = 0;
  while (ReadFile(errorsOfAgent_.get(), bytes, sizeof bytes, &read, nullptr) && read > 0) errors.write({bytes, read});
}

}  // namespace genkan::host
