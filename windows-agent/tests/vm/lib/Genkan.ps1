# What Genkan looks like when it is installed right: the one place for names, paths and security descriptors.

$GenkanService = 'GenkanHost'
$GenkanSource = 'Genkan'
$GenkanKey = 'HKLM:\SOFTWARE\Genkan'
$GenkanGuardKey = 'HKLM:\SOFTWARE\Genkan\Guard'
$GenkanProgram = Join-Path $env:ProgramFiles 'Genkan'
$GenkanData = Join-Path $env:ProgramData 'Genkan'
$GenkanHostExe = Join-Path $GenkanProgram 'genkan-host.exe'
$GenkanUninstaller = Join-Path $GenkanProgram 'uninstall.exe'
$GenkanHeartbeat = Join-Path $GenkanData 'heartbeat'

$GenkanProvider = '{7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A1}'
$GenkanFilter = '{7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A2}'
$PasswordProvider = '{60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}'
$AuthenticationKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication'
$ProviderKey = $AuthenticationKey + '\Credential Providers\' + $GenkanProvider
$FilterKey = $AuthenticationKey + '\Credential Provider Filters\' + $GenkanFilter
$ProviderClassKey = 'HKLM:\SOFTWARE\Classes\CLSID\' + $GenkanProvider
$FilterClassKey = 'HKLM:\SOFTWARE\Classes\CLSID\' + $GenkanFilter

$DataFolderAces = 'D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
$AuthPipeAces = 'D:P(A;;FA;;;SY)'
# Network logons denied. 0x12019b: read and write data and attributes, and not 0x4, which on a pipe is the right to make another instance of it.
$UserPipeAces = 'D:P(D;;FA;;;NU)(A;;FA;;;SY)(A;;0x12019b;;;AU)'

# The value, or $null where key or value is missing.
function Get-RegistryValue {
    param([string] $Key, [string] $Name)
    if (-not (Test-Path -LiteralPath $Key)) { return $null }
    return (Get-Item -LiteralPath $Key).GetValue($Name, $null)
}

function Get-GenkanService {
    return Get-CimInstance -ClassName Win32_Service -Filter ("Name='" + $GenkanService + "'")
}

# Process id of the service, 0 when it does not run.
function Get-HostId {
    $service = Get-GenkanService
    if ($null -eq $service) { return 0 }
    return [int] $service.ProcessId
}

# Process id of the agent under the running host, 0 when there is none.
function Get-AgentId {
    $parent = Get-HostId
    if ($parent -eq 0) { return 0 }
    $agent = @(Get-CimInstance -ClassName Win32_Process -Filter ("ParentProcessId=" + $parent + " AND Name='genkan-agent.exe'"))
    if ($agent.Count -eq 0) { return 0 }
    return [int] $agent[0].ProcessId
}

function Start-Genkan {
    Start-Service -Name $GenkanService
    $seconds = Wait-Until { (Get-AgentId) -ne 0 } 60
    if ($seconds -lt 0) { throw 'the agent did not start within 60 s' }
}

# Values of the guard as they were, to put them back after a step has changed them.
function Get-GuardValues {
    $values = @{}
    foreach ($name in @('Enforce', 'KeepPasswords', 'KeepAdministratorPasswords', 'SelfTestPassed', 'SelfTestVersion', 'CrashCount')) {
        $values[$name] = Get-RegistryValue $GenkanGuardKey $name
    }
    return $values
}

function Restore-GuardValues {
    param([hashtable] $Values)
    foreach ($name in $Values.Keys) {
        if ($null -eq $Values[$name]) { Remove-ItemProperty -LiteralPath $GenkanGuardKey -Name $name -ErrorAction SilentlyContinue }
        else { Set-ItemProperty -LiteralPath $GenkanGuardKey -Name $name -Value $Values[$name] }
    }
}

function Set-GuardNumber {
    param([string] $Name, [int] $Value)
    New-ItemProperty -LiteralPath $GenkanGuardKey -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
}
