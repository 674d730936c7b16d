curl 'https://shop.example/api/orders?page=2' \
  -H 'accept: application/json, text/plain, */*' \
  -H 'accept-language: en-GB,en;q=0.9' \
  -H 'authorization: Bearer invented-token-00000000' \
  -H 'content-type: application/json' \
  -b 'sid=invented-session-0000; consent=1' \
  -H 'origin: https://shop.example' \
  -H 'priority: u=1, i' \
  -H 'referer: https://shop.example/orders' \
  -H 'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' \
  --data-raw $'{"item":"caf\u00e9 \'black\'","count":2}' ;
curl 'https://shop.example/api/orders/1' -X 'DELETE' -H 'sec-fetch-mode: cors' -H 'authorization: Bearer invented-token-00000000' --insecure
