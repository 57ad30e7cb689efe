// The toy of a participant with Go's net/http: the agent is set up by its environment variables alone.
package main

import (
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"go.elastic.co/apm/module/apmhttp/v2"
	"go.elastic.co/apm/module/apmsql/v2"
	"modernc.org/sqlite"
)

// Counts so long that the agent keeps its span: it drops those under a millisecond.
const findTitle = `WITH RECURSIVE step(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < 50000)
SELECT '사다리' FROM step WHERE n > CAST(? AS INTEGER) ORDER BY n DESC`

type shop struct{ database *sql.DB }

func main() {
	apmsql.Register("sqlite", &sqlite.Driver{}, apmsql.WithDriverName("sqlite"))
	database, err := apmsql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	shop := shop{database}
	pages := http.NewServeMux()
	pages.HandleFunc("GET /books/{number}", shop.book)
	pages.HandleFunc("GET /broken", shop.broken)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], apmhttp.Wrap(pages)))
}

func (shop shop) book(response http.ResponseWriter, request *http.Request) {
	var title string
	row := shop.database.QueryRowContext(request.Context(), findTitle, request.PathValue("number"))
	if err := row.Scan(&title); err != nil {
		panic(err)
	}
	json.NewEncoder(response).Encode(map[string]string{"title": title})
}

func (shop shop) broken(http.ResponseWriter, *http.Request) {
	panic("가격을 읽을 수 없습니다")
}
