package history

import _ "modernc.org/sqlite" // registers itself with database/sql as "sqlite"
