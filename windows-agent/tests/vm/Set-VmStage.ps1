<#
.SYNOPSIS
Sets the stage for a step of windows-agent/docs/windows-vm-checklist.md that a person does. The snapshot takes it back.

.EXAMPLE
.\Set-VmStage.ps1 -IUnderstandThisIsAVmWithASnapshot -Stage NoLastUser
#>
[CmdletBinding()]
param(
    [switch] $IUnderstandThisIsAVmWithASnapshot,
    # NoLastUser 3.4, HideUserSwitching 5.4, NoAutoReconnect 6.4, RestrictedAdmin 6.6, SafeModeOn 6.12, FastStartUpOn / FastStartUpOff 8.8,
    # CrashCountTwo 9.2, EnforceOn / EnforceOff sections 7 and 9
    [Parameter(Mandatory = $true)]
    [ValidateSet('NoLastUser', 'HideUserSwitching', 'NoAutoReconnect', 'RestrictedAdmin', 'SafeModeOn', 'FastStartUpOn', 'FastStartUpOff', 'CrashCountTwo', 'EnforceOn', 'EnforceOff')]
    [string] $Stage
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
if (-not $IUnderstandThisIsAVmWithASnapshot) {
    Write-Host 'This changes how people log on to this machine. Take a snapshot of a virtual machine, then say -IUnderstandThisIsAVmWithASnapshot.'
    exit 64
}
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'lib\Genkan.ps1')
. (Join-Path $here 'lib\Program.ps1')

function Set-Number {
    param([string] $Key, [string] $Name, [int] $Value)
    if (-not (Test-Path -LiteralPath $Key)) { New-Item -Path $Key -Force | Out-Null }
    New-ItemProperty -LiteralPath $Key -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
    Write-Host ($Key + ' ' + $Name + ' = ' + $Value)
}

$policies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
$terminal = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$power = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Power'
switch ($Stage) {
    'NoLastUser' { Set-Number $policies 'dontdisplaylastusername' 1 }
    'HideUserSwitching' { Set-Number $policies 'HideFastUserSwitching' 1 }
    'NoAutoReconnect' { Set-Number $terminal 'fDisableAutoReconnect' 1 }
    'RestrictedAdmin' { Set-Number 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' 'DisableRestrictedAdmin' 0 }
    'FastStartUpOn' { Set-Number $power 'HiberbootEnabled' 1 }
    'FastStartUpOff' { Set-Number $power 'HiberbootEnabled' 0 }
    'CrashCountTwo' { Set-Number $GenkanGuardKey 'CrashCount' 2 }
    'EnforceOn' { Set-Number $GenkanGuardKey 'Enforce' 1 }
    'EnforceOff' { Set-Number $GenkanGuardKey 'Enforce' 0 }
    'SafeModeOn' {
        $run = Invoke-Program -File $GenkanHostExe -Arguments @('safe-mode', 'on')
        Write-Host ($run.Output + ' ' + $run.Error)
        if ($run.ExitCode -ne 0) { exit 1 }
    }
}
exit 0
