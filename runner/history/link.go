package history

import _ "assay/runner/internal/history/store" // hands the database to package beside
