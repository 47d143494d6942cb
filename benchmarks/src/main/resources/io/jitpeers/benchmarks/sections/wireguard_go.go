// Measures how long wireguard-go takes to open an initiation of a known peer.
//
// Usage: wireguard_go WARM-UPS ROUNDS ROUND-TIME
//
// Each round that counts prints lines "sample NAME VALUE": x25519 and known in nanoseconds,
// allocated in bytes. All are for one operation.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/crypto/curve25519"
	"golang.zx2c4.com/wireguard/conn/bindtest"
	"golang.zx2c4.com/wireguard/device"
	"golang.zx2c4.com/wireguard/tun/tuntest"
)

// A responder refuses a second initiation of a peer within 20 ms, and one whose timestamp is not
// newer; timestamps are rounded to 17 ms. Making an initiation of each of this many clients takes
// longer than both.
const clients = 1024

type privateKey = device.NoisePrivateKey
type publicKey = device.NoisePublicKey

func newKey() (private privateKey, public publicKey) {
	if _, err := rand.Read(private[:]); err != nil {
		log.Fatal(err)
	}
	curve25519.ScalarBaseMult((*[32]byte)(&public), (*[32]byte)(&private))
	return private, public
}

func newDevice(key privateKey) *device.Device {
	made := device.NewDevice(
		tuntest.NewChannelTUN().TUN(),
		bindtest.NewChannelBinds()[0],
		device.NewLogger(device.LogLevelSilent, ""))
	if err := made.SetPrivateKey(key); err != nil {
		log.Fatal(err)
	}
	return made
}

// A gateway that knows all clients, and one device that is each of the clients in turn.
type world struct {
	gateway *device.Device
	checker device.CookieChecker
	client  *device.Device
	peer    *device.Peer
	macs    device.CookieGenerator
	keys    []privateKey
}

func newWorld() *world {
	private, public := newKey()
	w := &world{gateway: newDevice(private)}
	w.checker.Init(public)
	w.macs.Init(public)
	for i := 0; i < clients; i++ {
		key, name := newKey()
		peer, err := w.gateway.NewPeer(name)
		if err != nil {
			log.Fatal(err)
		}
		peer.Start()
		w.keys = append(w.keys, key)
	}
	w.client = newDevice(w.keys[0])
	var err error
	if w.peer, err = w.client.NewPeer(public); err != nil {
		log.Fatal(err)
	}
	return w
}

// initiations returns a new initiation of each client.
func (w *world) initiations() (datagrams [][]byte) {
	for _, key := range w.keys {
		if err := w.client.SetPrivateKey(key); err != nil {
			log.Fatal(err)
		}
		message, err := w.client.CreateMessageInitiation(w.peer)
		if err != nil {
			log.Fatal(err)
		}
		var datagram bytes.Buffer
		if err := binary.Write(&datagram, binary.LittleEndian, message); err != nil {
			log.Fatal(err)
		}
		w.macs.AddMacs(datagram.Bytes())
		datagrams = append(datagrams, datagram.Bytes())
	}
	return datagrams
}

// open does what wireguard-go's handshake worker does, up to the response.
func (w *world) open(datagram []byte) error {
	if !w.checker.CheckMAC1(datagram) {
		return errors.New("wrong MAC1")
	}
	var message device.MessageInitiation
	if err := binary.Read(bytes.NewReader(datagram), binary.LittleEndian, &message); err != nil {
		return err
	}
	if w.gateway.ConsumeMessageInitiation(&message) == nil {
		return errors.New("refused by wireguard-go: not opened, or a replay, or too early")
	}
	return nil
}

// measureOpening returns nanoseconds and allocated bytes. Only the opening counts.
func (w *world) measureOpening(length time.Duration) (nanoseconds, allocated float64) {
	var before, after runtime.MemStats
	var elapsed time.Duration
	var memory uint64
	opened := 0
	for elapsed < length {
		datagrams := w.initiations()
		runtime.ReadMemStats(&before)
		start := time.Now()
		for _, datagram := range datagrams {
			if err := w.open(datagram); err != nil {
				log.Fatal(err)
			}
		}
		elapsed += time.Since(start)
		runtime.ReadMemStats(&after)
		memory += after.TotalAlloc - before.TotalAlloc
		opened += len(datagrams)
	}
	return float64(elapsed.Nanoseconds()) / float64(opened), float64(memory) / float64(opened)
}

// measureX25519 returns the nanoseconds of the operation that wireguard-go uses.
func measureX25519(length time.Duration) float64 {
	private, public := newKey()
	point := [32]byte(public)
	scalar := [32]byte(private)
	start := time.Now()
	done := 0
	for time.Since(start) < length {
		curve25519.ScalarMult(&point, &scalar, &point)
		done++
	}
	return float64(time.Since(start).Nanoseconds()) / float64(done)
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: wireguard_go WARM-UPS ROUNDS ROUND-TIME")
	}
	warmUps := number(os.Args[1])
	rounds := number(os.Args[2])
	length, err := time.ParseDuration(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	w := newWorld()
	for i := 0; i < warmUps+rounds; i++ {
		x25519 := measureX25519(length)
		known, allocated := w.measureOpening(length)
		if i >= warmUps {
			fmt.Printf("sample x25519 %.1f\nsample known %.1f\nsample allocated %.1f\n", x25519, known, allocated)
		}
	}
}
