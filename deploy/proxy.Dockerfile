# Caddy with the Caddyfile inside, run by a user without rights. Built by docker-compose.yml.
FROM caddy:2.11.7-alpine

# The copy loses the file capability of the original, which could not be started without capabilities; ports above
# 1024 need none.
RUN cp /usr/bin/caddy /usr/local/bin/caddy \
  && mkdir -p /var/lib/caddy \
  && chown 10001:10001 /var/lib/caddy
COPY deploy/Caddyfile /etc/caddy/Caddyfile
# What Caddy remembers of its configuration is for nobody.
ENV XDG_CONFIG_HOME=/tmp XDG_DATA_HOME=/var/lib/caddy
USER 10001
EXPOSE 8080 8443
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s --retries=3 \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8081/"]
CMD ["/usr/local/bin/caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
