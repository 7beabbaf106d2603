# Reading and comparing security descriptors.

# The entries of a DACL as "type;flags;mask;SID" texts; whether an entry was inherited does not matter here.
function Get-Aces {
    param([string] $Sddl)
    $descriptor = New-Object Security.AccessControl.RawSecurityDescriptor $Sddl
    $entries = @()
    if ($null -eq $descriptor.DiscretionaryAcl) { return @('no DACL: everybody may do everything') }
    foreach ($ace in $descriptor.DiscretionaryAcl) {
        $flags = [int] $ace.AceFlags -band 0x0f
        $entries += ('{0};{1};0x{2:x};{3}' -f $ace.AceType, $flags, $ace.AccessMask, $ace.SecurityIdentifier)
    }
    return @($entries | Sort-Object)
}

# Complains about every entry that is missing or too much.
function Confirm-Aces {
    param([string] $Of, [string] $Actual, [string] $Expected)
    $differences = Compare-Object -ReferenceObject @(Get-Aces $Expected) -DifferenceObject @(Get-Aces $Actual)
    foreach ($difference in @($differences | Where-Object { $null -ne $_ })) {
        $side = 'missing'
        if ($difference.SideIndicator -eq '=>') { $side = 'too much' }
        Confirm-That $false ($Of + ': ' + $side + ' ' + $difference.InputObject)
    }
}

# SIDs other than SYSTEM and Administrators that have any of the rights of the mask.
function Get-OthersWith {
    param([string] $Sddl, [int] $Mask)
    $descriptor = New-Object Security.AccessControl.RawSecurityDescriptor $Sddl
    $others = @()
    foreach ($ace in $descriptor.DiscretionaryAcl) {
        if ($ace.AceType -ne [Security.AccessControl.AceType]::AccessAllowed) { continue }
        if (@('S-1-5-18', 'S-1-5-32-544') -contains $ace.SecurityIdentifier.Value) { continue }
        if (($ace.AccessMask -band $Mask) -ne 0) { $others += $ace.SecurityIdentifier.Value }
    }
    return @($others | Sort-Object -Unique)
}

# Who may write below the folder besides SYSTEM, Administrators, TrustedInstaller and the generic creator-owner entry.
function Get-Writers {
    param([string] $Path)
    $write = [int] ([Security.AccessControl.FileSystemRights]::WriteData -bor [Security.AccessControl.FileSystemRights]::AppendData -bor
        [Security.AccessControl.FileSystemRights]::Delete -bor [Security.AccessControl.FileSystemRights]::DeleteSubdirectoriesAndFiles -bor
        [Security.AccessControl.FileSystemRights]::ChangePermissions -bor [Security.AccessControl.FileSystemRights]::TakeOwnership)
    $trusted = @('S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464', 'S-1-3-0')
    return @(Get-OthersWith (Get-Acl -LiteralPath $Path).Sddl $write | Where-Object { $trusted -notcontains $_ })
}
