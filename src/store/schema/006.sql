-- SPDX-License-Identifier: Apache-2.0
-- Mail whose character set was guessed wrong can be read anew.

-- What the staff chose to read its mail as; '' as it says itself.
ALTER TABLE message ADD COLUMN charset {{text}} NOT NULL DEFAULT '';
