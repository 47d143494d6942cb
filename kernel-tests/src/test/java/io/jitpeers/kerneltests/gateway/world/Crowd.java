package io.jitpeers.kerneltests.gateway.world;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Clients in one namespace that act at the same time. */
public final class Crowd {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern TIME = Pattern.compile("(\\S+):time=([0-9.]+)");

  private final List<Client> clients;

  private Crowd(List<Client> clients) {
    this.clients = clients;
  }

  /** Creates a crowd of clients in the same namespace. */
  public static Crowd of(List<Client> clients) {
    return new Crowd(List.copyOf(clients));
  }

  /** Returns the clients. */
  public List<Client> clients() {
    return clients;
  }

  /** Creates all interfaces; none sends a packet yet. */
  public Crowd join() {
    Client.join(clients);
    return this;
  }

  /**
   * Makes each client send one packet through its tunnel.
   *
   * @param atMostSeconds how long each waits for its answer
   * @return the milliseconds until the answer, of those that got one
   */
  public Map<Client, Double> ping(int atMostSeconds) {
    String pings =
        clients.stream()
            .map(
                client ->
                    "ping -c1 -W"
                        + atMostSeconds
                        + " -I"
                        + client.device()
                        + " "
                        + client.gateway().address()
                        + " > "
                        + client.device()
                        + " &\n")
            .collect(Collectors.joining());
    String script =
        "folder=$(mktemp -d)\ncd $folder\n"
            + pings
            + "wait\ngrep -Ho 'time=[0-9.]*' * || true\nrm -r $folder\n";
    String printed = clients.get(0).where().commands().within(PATIENCE).reading(script).run("bash");
    Map<String, Client> byDevice =
        clients.stream().collect(Collectors.toMap(Client::device, Function.identity()));
    Map<Client, Double> times = new HashMap<>();
    for (MatchResult line : TIME.matcher(printed).results().toList()) {
      times.put(byDevice.get(line.group(1)), Double.parseDouble(line.group(2)));
    }
    return times;
  }

  /** Discards all sessions, so that the next packet of each client requires a handshake. */
  public Crowd forgetSessions() {
    Client.forgetSessions(clients);
    return this;
  }

  /** Makes all clients send a packet each second, until the result is closed. */
  public Talk keepTalking() {
    String pings =
        clients.stream()
            .map(
                client ->
                    "ping -i1 -I"
                        + client.device()
                        + " "
                        + client.gateway().address()
                        + " > /dev/null &\n")
            .collect(Collectors.joining());
    return Talk.start(clients.get(0).where(), pings + "wait\n");
  }

  /** Deletes all interfaces. */
  public void leave() {
    String script =
        clients.stream()
            .map(client -> "link delete " + client.device() + "\n")
            .collect(Collectors.joining());
    clients.get(0).where().commands().within(PATIENCE).reading(script).run("ip", "-batch", "-");
  }
}
