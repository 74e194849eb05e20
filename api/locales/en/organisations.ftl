### What the room "organisations" says to people.

organisations-region-code = "{ $code }" is no administrative division code: give 6 digits (county), 9 (township) or 12 (village)
organisations-credit-code = "{ $code }" is no unified social credit code: check all 18 characters, the last of which is a check
organisations-credit-code-taken = The unified social credit code { $code } belongs to another institution: check it, or use the institution already there
organisations-base-taken = { $institution } is a { $kind } already: use the base already there
organisations-capacity = The capacity is { $capacity }: give a number from 1 to { $limit }
organisations-specialty = "{ $code }" cannot be the code of a specialty: use 1 to 64 capital letters, digits and underscores
organisations-membership-end = The end does not lie within the membership: give a day from { $start } to { $end }

## Kinds of institution

code-InstitutionKind-SCHOOL = school
code-InstitutionKind-TERTIARY_HOSPITAL = tertiary hospital
code-InstitutionKind-SECONDARY_HOSPITAL = secondary hospital
code-InstitutionKind-COMMUNITY_HEALTH_CENTRE = community health centre
code-InstitutionKind-TOWNSHIP_HOSPITAL = township hospital
code-InstitutionKind-VILLAGE_CLINIC = village clinic
code-InstitutionKind-MATERNAL_AND_CHILD_HEALTH = maternal and child health institution
code-InstitutionKind-DISEASE_CONTROL = centre for disease control
code-InstitutionKind-PRE_HOSPITAL = pre-hospital emergency centre
code-InstitutionKind-HEALTH_AUTHORITY = health authority

## Kinds of training base

code-BaseKind-CLINICAL = clinical base
code-BaseKind-GRASSROOTS = grassroots practice base

## Why an act is refused

code-OrganisationErrorCode-INVALID = invalid
code-OrganisationErrorCode-TAKEN = taken

## Kinds of consortium

code-ConsortiumKind-URBAN_GROUP = urban medical group
code-ConsortiumKind-COUNTY = county medical community
code-ConsortiumKind-SPECIALTY = specialty alliance
code-ConsortiumKind-REMOTE = network for remote medicine
code-ConsortiumKind-COMMUNITY = community consortium
