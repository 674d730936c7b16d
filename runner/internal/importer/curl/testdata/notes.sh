#!/bin/sh
# Our notes about the shop.
BASE=http://127.0.0.1:8080
API_TOKEN=invented-000000

# log in
curl -sS -X POST "$BASE/login" \
  -H 'Content-Type: application/json' \
  -d '{"user": "ann", "password": "invented-password", "n": 1.50}'

# the orders
curl -s "$BASE/orders?limit=10&api_key=zeros-0000-0000" -H "Authorization: Bearer $API_TOKEN" | jq .
curl -u ann:invented-pw1 --compressed -L -k -m 5 $BASE/orders/1 -H 'Accept: */*' -o /dev/null --http2 --connect-to a.example:443:127.0.0.1:8443
curl $BASE/upload -F 'file=@photo.png;type=image/png' -F note=hi --frobnicate --ntlm
curl -G $BASE/search --data-urlencode 'q=a b&c' -d page=2 -A 'me/1.0' -b 'sid=00000000; theme=dark' -f
curl $BASE/form -d a=1 -d 'b=two words' -d "password=$PASSWORD"
curl $BASE/raw --data-binary $'line1\nline2 ${literal}' -H 'X-Empty;' -H 'Accept:'
ID=$(curl -s $BASE/new | jq -r .id)
NOW=$(date +%s)
curl $BASE/at/$NOW
curl -X PUT "$BASE/things/$ID" --json '{"a": [1,2,{"b":null}], "big": 12345678901234567890}'
curl --digest -u bob: https://other.example
for i in 1 2; do curl $BASE/$i; done
curl $BASE/hd -d @- <<EOT
{"x": 1}
EOT
wget foo
