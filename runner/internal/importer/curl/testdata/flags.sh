# Every group of flags that is carried over.
curl --url https://api.example/a --request PATCH --header 'X-A: 1' --header 'X-A: 2' --data '{"a":1}' -H 'content-type: application/merge-patch+json'
curl -sSLo out.html --max-redirs 3 https://api.example/b --next -I https://api.example/c
curl https://api.example/d --cacert ca.pem --cert client.pem:secretword --key client.key --http1.1 --unix-socket /run/api.sock
curl https://api.example/e -x proxy.example:3128 --resolve api.example:443:127.0.0.1 --retry 3 -r 0-99
curl https://s3.eu-west-1.example.com/f --aws-sigv4 aws:amz:eu-west-1:s3 --user "KEYID00000000:invented-secret-key"
curl https://api.example/g --oauth2-bearer invented-bearer-000 --user-agent assay --referer https://ref.example --url-query page=2
curl -u "$USER_NAME:$API_PASSWORD" https://api.example/h -d @missing.json --limit-rate 10k --no-buffer --frobnicat
curl api.example https://api.example/x{1,2}
curl -H 'Authorization: Basic YW5uOmludmVudGVkLXB3' https://api.example/i -H 'X-Api-Key: invented-key-000' -H 'Proxy-Thing: sk_live_00000000000000000000000000' -H @file
curl -T - https://api.example/j <<< 'here it is'
curl 'https://ann:invented-pw@api.example/k?token=invented-token-1&x=%20y' --globoff
curl
# A key in the place of the user, as some APIs document it
curl -u invented-key-1: https://api.example/i
