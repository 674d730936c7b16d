package history

import "time"

// instant is a time as the file keeps it: microseconds since the zero time.
type instant int64

// zeroTime is the zero time in microseconds since 1970.
const zeroTime = -62_135_596_800 * 1_000_000

func instantOf(t time.Time) instant { return instant(t.UnixMicro() - zeroTime) }

func (i instant) time() time.Time { return time.UnixMicro(int64(i) + zeroTime).UTC() }
