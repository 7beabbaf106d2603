# Is this the machine we think it is? Reads only.

Step '1.1' 'the machine is a 64-bit x64 Windows 10 or 11, and a virtual one' {
    $system = Get-CimInstance -ClassName Win32_OperatingSystem
    $computer = Get-CimInstance -ClassName Win32_ComputerSystem
    $processor = @(Get-CimInstance -ClassName Win32_Processor)[0]
    Add-Note ($system.Caption + ' ' + $system.Version + ', ' + $computer.Manufacturer + ' ' + $computer.Model)
    Confirm-That ($processor.Architecture -eq 9) 'not an x64 processor'
    Confirm-That ([Version] $system.Version -ge [Version] '10.0.17763') 'Windows is older than 10 1809'
    Confirm-That ($PSVersionTable.PSVersion.Major -eq 5) 'not Windows PowerShell 5.1'
    $virtual = ($computer.Manufacturer + ' ' + $computer.Model) -match 'Virtual|VMware|QEMU|KVM|Xen|VirtualBox|HVM|Parallels|Bochs|Amazon EC2|Google Compute'
    Confirm-That $virtual 'this does not look like a virtual machine'
}

Step '1.1' 'enough disk, and no other setup waiting for a restart' {
    $drive = Get-PSDrive -Name $env:SystemDrive.Substring(0, 1)
    Confirm-That ($drive.Free -gt 2GB) 'less than 2 GB free'
    $pending = Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations'
    if ($null -ne $pending) { Add-Note 'files wait for a restart; better restart first' }
}

Step '1.1' 'a second local administrator exists' {
    $administrators = @(Get-LocalGroupMember -SID 'S-1-5-32-544')
    Add-Note (($administrators | ForEach-Object { $_.Name }) -join ', ')
    Confirm-That ($administrators.Count -ge 2) 'only one administrator: whoever is locked out has no way back but the snapshot'
}

Step '9.10' 'other credential providers and filters, before ours' -Prepared {
    foreach ($kind in @('Credential Providers', 'Credential Provider Filters')) {
        foreach ($key in @(Get-ChildItem -LiteralPath ($AuthenticationKey + '\' + $kind) -ErrorAction SilentlyContinue)) {
            Add-Note ($kind + ' ' + $key.PSChildName + ' ' + [string] $key.GetValue(''))
        }
    }
}
