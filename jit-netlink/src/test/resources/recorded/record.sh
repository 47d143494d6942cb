#!/bin/bash
# PID 1 of a User-Mode Linux kernel with WireGuard (see README.md here). Records what it answers.
# Its environment, from the kernel's command line: OUT, where to write; CP, the class path of
# jit-netlink's classes and test classes with what they need.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc; mount -t sysfs s /sys; mount -t tmpfs t /run
exec >"$OUT/record.log" 2>&1
ip link set lo up
umask 077

# Keys made of a number, for this recording only.
private() { printf '%064x' $((0x4a495400 + $1)) | sed 's/../\\x&/g' | xargs -0 printf | base64 -w0; }
public() { private "$1" | wg pubkey; }
allowed() { # first, count
  for ((i = $1; i < $1 + $2; i++)); do
    printf '10.%d.%d.%d/32,' $((i >> 16)) $((i >> 8 & 255)) $((i & 255))
  done | sed 's/,$//'
}
FIRST=$(public 11); SPLIT=$(public 12)

# wg0 has a bit of everything; peer 1 is in another namespace and has shaken hands.
ip netns add far
ip link add eth0 type veth peer name eth1 netns far
ip addr add 192.0.2.1/24 dev eth0; ip link set eth0 up
ip -n far addr add 192.0.2.2/24 dev eth1; ip -n far link set eth1 up
ip link add wg0 type wireguard
ip -n far link add wg0 type wireguard
private 100 >/run/k; private 1 >/run/k1; private 50 >/run/psk
wg set wg0 listen-port 51820 private-key /run/k fwmark 7 \
  peer "$(public 1)" allowed-ips 10.0.0.2/32,fd00::2/128 endpoint 192.0.2.2:51821 \
  peer "$(public 2)" allowed-ips 10.64.0.0/10,fd00:2::/32 endpoint '[2001:db8::2]:65535' persistent-keepalive 65535 \
  peer "$(public 3)" preshared-key /run/psk allowed-ips 0.0.0.0/0,::/0 endpoint "[fe80::3%eth0]:1" \
  peer "$(public 4)" \
  peer "$(public 5)" endpoint '[::ffff:192.0.2.5]:5' allowed-ips ::ffff:192.0.2.5/128 \
  peer "$(public 6)" allowed-ips "$(allowed 70000 600),fd00:6::/64"
for i in $(seq 200 220); do wg set wg0 peer "$(public "$i")" allowed-ips "$(allowed "$i" 1)"; done
ip netns exec far wg set wg0 listen-port 51821 private-key /run/k1 \
  peer "$(public 100)" allowed-ips 10.0.0.1/32 endpoint 192.0.2.1:51820
ip addr add 10.0.0.1/24 dev wg0; ip link set wg0 up
ip -n far addr add 10.0.0.2/24 dev wg0; ip -n far link set wg0 up
ip netns exec far ping -c 2 -i 0.2 -W 5 10.0.0.1
wg show wg0 dump >"$OUT/get.wg-show-dump"

# wg1 to wg3: a whole peer, one that the first message cannot hold, and a third.
for n in 1 2 3; do
  ip link add "wg$n" type wireguard
  wg set "wg$n" private-key /run/k peer "$FIRST" allowed-ips "$(allowed 0 1)" \
    peer "$SPLIT" allowed-ips "$(allowed 1000 200)" peer "$(public 13)" allowed-ips "$(allowed 1 1)"
done
ip link add wg9 type wireguard

java -XX:+UseSerialGC -Dfirst="$FIRST" -Dsplit="$SPLIT" -cp "$CP" \
  io.jitpeers.netlink.internal.wireguard.RecordReplies "$OUT" root
setpriv --bounding-set=-all --inh-caps=-all java -XX:+UseSerialGC -cp "$CP" \
  io.jitpeers.netlink.internal.wireguard.RecordReplies "$OUT" unprivileged
halt -f
